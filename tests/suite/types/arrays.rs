//! Arrays: of PostgreSQL, and as JSON elsewhere.

use chrono::{FixedOffset, TimeDelta};
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::{create, round_trips};

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 2, 28).unwrap()
}

fn noon(year: i32) -> NaiveDateTime {
    day(year).and_hms_micro_opt(12, 0, 1, 5).unwrap()
}

fn texts() -> Vec<String> {
    ["", " ", "NULL", "null", "{}", ",", "it's \"quoted\"", r"back\slash \n", "größe 🦀", "line\nend", "é"]
        .map(str::to_owned)
        .into()
}

#[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
#[sql_enum(name = "array mood")]
pub enum Mood {
    Sad,
    #[sql_enum(rename = "so, \"so\"")]
    Soso,
}

#[derive(SqlType, Clone, Debug, PartialEq)]
pub struct Tag(String);

round_trips! {
    bools: Vec<bool> = [vec![], vec![true, false]];
    i16s: Vec<i16> = [vec![], vec![0], vec![i16::MIN, -1, i16::MAX]];
    i32s: Vec<i32> = [vec![], vec![i32::MIN, -1, i32::MAX]];
    i64s: Vec<i64> = [vec![], vec![i64::MIN, -1, i64::MAX], (0..1000).collect()];
    u64s: Vec<u64> = [vec![], vec![0, i64::MAX.cast_unsigned()]];
    f32s: Vec<f32> = [vec![], vec![0.1, -1.5, f32::MIN, f32::MAX, f32::INFINITY, f32::NEG_INFINITY]];
    f64s: Vec<f64> = [vec![], vec![0.1, 1.0 / 3.0, 1e-300, f64::MIN, f64::MAX, 5.0, f64::INFINITY, f64::NEG_INFINITY]];
    strings: Vec<String> = [vec![], vec![String::new()], texts()];
    chars: Vec<char> = [vec![], vec!['a', '"', '🦀']];
    options: Vec<Option<i64>> = [vec![], vec![None], vec![Some(1), None, Some(3)]];
    optional_strings: Vec<Option<String>> = [vec![None, Some(String::new()), Some("NULL".into())]];
    uuids: Vec<Uuid> = [vec![], vec![Uuid::nil(), Uuid::max()]];
    dates: Vec<NaiveDate> = [vec![], vec![day(1), day(2024), day(9999)]];
    times: Vec<NaiveTime> = [vec![], vec![NaiveTime::MIN, noon(1).time()]];
    datetimes: Vec<NaiveDateTime> = [vec![], vec![noon(1), noon(1969), noon(9999)]];
    timestamps: Vec<DateTime<Utc>> = [vec![], vec![noon(1).and_utc(), noon(1969).and_utc(), noon(9999).and_utc()]];
    zoned: Vec<DateTime<FixedOffset>> = [vec![noon(2024).and_utc().with_timezone(&FixedOffset::east_opt(3600).unwrap())]];
    spans: Vec<TimeDelta> = [vec![], vec![TimeDelta::microseconds(-1_500_001), TimeDelta::days(400)]];
    decimals: Vec<Decimal> = [vec![], vec![Decimal::new(150, 2), Decimal::MAX, Decimal::new(-1, 28)]];
    enums: Vec<Mood> = [vec![], vec![Mood::Soso, Mood::Sad]];
    optional_enums: Vec<Option<Mood>> = [vec![Some(Mood::Soso), None]];
    newtypes: Vec<Tag> = [vec![], vec![Tag("a, b".into())]];
}

#[derive(Model, Clone, Debug)]
#[model(table = "lists")]
pub struct List {
    #[column(primary_key)]
    pub id: i64,
    pub numbers: Vec<i64>,
    pub amounts: Option<Vec<Decimal>>,
    pub moods: Vec<Mood>,
    pub tags: Option<Vec<String>>,
}

fn list(n: i64) -> List {
    let moods = vec![Mood::Soso; n.try_into().unwrap_or_default()];
    let tags = (n % 2 == 0).then(|| vec![format!("{n}, \"{n}\""); 2]);
    List { id: 0, numbers: (0..n).collect(), amounts: Some(vec![Decimal::new(n * 10, 1)]), moods, tags }
}

db_test! {
    async fn arrays_are_inserted_and_updated_in_batches(db: &TestDb) {
        create(db, &metadata![List]).await?;
        let mut session = db.session();
        let rows = session.add_all((0..4).map(list));
        session.commit().await?;
        for (row, n) in rows.iter().zip(3..) {
            let id = row.id;
            *row.edit() = List { id, ..list(n) };
        }
        db.log.take();
        session.commit().await?;
        let log = db.log.take();
        assert_eq!(log.len(), 1, "{log:?}");
        let found = db.engine.acquire().await?.execute(select(List).order_by(List::id)).all().await?;
        for (row, n) in found.iter().zip(3..) {
            let expected = List { id: row.id, ..list(n) };
            assert_eq!(format!("{row:?}"), format!("{expected:?}"));
        }
        assert_eq!(found.len(), 4);
    }

    async fn a_change_within_an_array_is_an_update(db: &TestDb) {
        create(db, &metadata![List]).await?;
        let mut session = db.session();
        let row = session.add(list(2));
        session.commit().await?;
        db.log.take();
        row.edit().numbers.push(7);
        session.commit().await?;
        let log = db.log.take();
        assert!(log.len() == 1 && log[0].contains("numbers") && !log[0].contains("tags"), "{log:?}");
        row.edit().numbers[0] = 0;
        session.commit().await?;
        assert_eq!(db.log.take(), [""; 0]);
        let found = db.engine.acquire().await?.execute(select(List::numbers)).one().await?;
        assert_eq!(found, [0, 1, 7]);
    }

    async fn an_element_of_another_type_is_an_error(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let (sql, reason) = match db.backend {
            Backend::Postgres => ("SELECT ARRAY['x', NULL]", "expected `i64`, found 'x'"),
            _ => ("SELECT '[\"x\", null]'", "expected `i64`, found 'x'"),
        };
        let error = conn.scalar::<Vec<i64>>(text(sql)).await.unwrap_err();
        assert_eq!(error.to_string(), format!("cannot read column 0 of the row: in element 0 of the array, {reason}"));
        let error = conn.scalar::<Vec<String>>(text(sql)).await.unwrap_err();
        let reason = "in element 1 of the array, it is NULL; read it as an `Option`";
        assert_eq!(error.to_string(), format!("cannot read column 0 of the row: {reason}"));
        let found = conn.scalar::<Vec<Option<String>>>(text(sql)).await?;
        assert_eq!(found, [Some("x".to_owned()), None]);
    }
}
