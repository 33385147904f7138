//! Every type at once, through the statements that only a session makes: batched UPDATEs and keys read back.

use orm::prelude::*;
use orm_tests::db_test;
use serde_json::{Value as Json, json};

#[derive(Model, Clone, Debug)]
#[model(table = "everything")]
pub struct Everything {
    #[column(primary_key)]
    pub id: i64,
    pub a_bool: bool,
    pub a_i8: i8,
    pub a_i16: i16,
    pub a_i32: i32,
    pub a_i64: i64,
    pub a_u8: u8,
    pub a_u16: u16,
    pub a_u32: u32,
    pub a_u64: u64,
    pub a_f32: f32,
    pub a_f64: f64,
    pub text: String,
    #[column(length = 200)]
    pub short: Option<String>,
    pub bytes: Vec<u8>,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub datetime: NaiveDateTime,
    pub at: DateTime<Utc>,
    pub uuid: Uuid,
    #[column(precision = 12, scale = 3)]
    pub decimal: Decimal,
    pub json: Json,
    pub maybe_bool: Option<bool>,
    pub maybe_i64: Option<i64>,
    pub maybe_f64: Option<f64>,
    pub maybe_bytes: Option<Vec<u8>>,
    pub maybe_at: Option<DateTime<Utc>>,
    pub maybe_uuid: Option<Uuid>,
    pub maybe_decimal: Option<Decimal>,
    pub maybe_json: Option<Json>,
}

fn everything(n: u8) -> Everything {
    let date = NaiveDate::from_ymd_opt(2000 + i32::from(n), 2, 28).unwrap();
    let time = NaiveTime::from_hms_micro_opt(n.into(), 1, 2, u32::from(n) * 1_000).unwrap();
    let some = n.is_multiple_of(2);
    Everything {
        id: 0,
        a_bool: some,
        a_i8: -1,
        a_i16: i16::MIN + i16::from(n),
        a_i32: i32::MIN + i32::from(n),
        a_i64: i64::MIN + i64::from(n),
        a_u8: u8::MAX - n,
        a_u16: u16::MAX - u16::from(n),
        a_u32: u32::MAX - u32::from(n),
        a_u64: i64::MAX.cast_unsigned() - u64::from(n),
        a_f32: f32::from(n) / 3.0,
        a_f64: f64::from(n) / 3.0,
        text: "größe 🦀 ".repeat(n.into()),
        short: some.then(|| format!("it's {n} \\")),
        bytes: vec![n, 0, 255],
        date,
        time,
        datetime: date.and_time(time),
        at: date.and_time(time).and_utc(),
        uuid: Uuid::from_u128(n.into()),
        decimal: Decimal::new(i64::from(n) * 1_001, 3),
        json: json!({"n": n, "list": [null, "🦀"]}),
        maybe_bool: some.then_some(false),
        maybe_i64: some.then_some(i64::MAX),
        maybe_f64: some.then_some(0.1),
        maybe_bytes: some.then(|| vec![0; 3]),
        maybe_at: some.then(|| date.and_time(time).and_utc()),
        maybe_uuid: some.then(|| Uuid::from_u128(9)),
        maybe_decimal: some.then(|| Decimal::new(5, 1)),
        maybe_json: some.then(|| json!([n])),
    }
}

fn assert_same(found: &Everything, expected: &Everything) {
    let (found, expected) = (Everything { id: 0, ..found.clone() }, Everything { id: 0, ..expected.clone() });
    assert_eq!(format!("{found:?}"), format!("{expected:?}"));
}

db_test! {
    async fn rows_of_every_type_are_inserted_and_updated_in_batches(db: &TestDb) {
        db.create(&metadata![Everything]).await?;
        let mut session = db.session();
        let rows = session.add_all((1..=4).map(everything));
        session.commit().await?;
        for (row, n) in rows.iter().zip(6..) {
            let id = row.id;
            *row.edit() = Everything { id, ..everything(n) };
        }
        db.log.take();
        session.commit().await?;
        let log = db.log.take();
        assert_eq!(log.len(), 1, "{log:?}");
        let found = db.engine.acquire().await?.execute(select(Everything).order_by(Everything::id)).all().await?;
        for (row, n) in found.iter().zip(6..) {
            assert_same(row, &everything(n));
        }
    }

    async fn long_texts_and_bytes_are_updated_in_batches(db: &TestDb) {
        db.create(&metadata![Everything]).await?;
        let mut session = db.session();
        let rows = session.add_all((1..=2).map(everything));
        session.commit().await?;
        for (row, n) in rows.iter().zip(1..) {
            let mut edit = row.edit();
            edit.text = "é".repeat(70_000 + n);
            edit.bytes = vec![7; 70_000 + n];
        }
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take().len(), 1);
        let found = db.engine.acquire().await?.execute(select(Everything).order_by(Everything::id)).all().await?;
        for (row, n) in found.iter().zip(1..) {
            assert_eq!((row.text.chars().count(), row.bytes.len()), (70_000 + n, 70_000 + n));
        }
    }

    async fn one_row_of_every_type_is_inserted_and_updated(db: &TestDb) {
        db.create(&metadata![Everything]).await?;
        let mut session = db.session();
        let row = session.add(everything(1));
        session.commit().await?;
        let id = row.id;
        *row.edit() = Everything { id, ..everything(2) };
        session.commit().await?;
        assert_same(&db.engine.acquire().await?.execute(select(Everything)).one().await?, &everything(2));
    }
}
