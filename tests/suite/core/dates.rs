//! Functions of dates and times where databases differ by nature.

use orm::core::expr::DatePart;
use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Clone, Debug)]
#[model(table = "moments")]
struct Moment {
    #[column(primary_key)]
    id: i64,
    at: NaiveDateTime,
    instant: DateTime<Utc>,
    day: Option<NaiveDate>,
    time: NaiveTime,
}

/// Each a second and a fraction of it away from 1970, and from the beginning.
fn moments() -> Vec<NaiveDateTime> {
    let micros = [
        -1,
        0,
        1,
        -1_000_000,
        -500_000,
        -86_400_000_001,
        1_700_000_000_500_000,
        1_700_000_000_123_000,
        -62_135_596_799_500_000,
    ];
    micros.map(|micros| DateTime::from_timestamp_micros(micros).unwrap().naive_utc()).to_vec()
}

async fn filled(db: &TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Moment]).await?;
    let mut conn = db.engine.acquire().await?;
    let rows = (1..).zip(moments()).map(|(id, at)| {
        let day = (id != 2).then_some(at.date());
        Moment { id, at, instant: at.and_utc(), day, time: at.time() }
    });
    conn.execute(insert(Moment).values(rows)).await?;
    Ok(conn)
}

db_test! {
    async fn seconds_since_1970_are_whole_before_it_too(db: &TestDb) {
        let mut conn = filled(db).await?;
        let seconds = (Moment::at.extract(DatePart::Epoch), Moment::instant.extract(DatePart::Epoch));
        let rows = conn.execute(select(seconds).order_by(Moment::id)).all().await?;
        let expected = moments().iter().map(|at| (at.and_utc().timestamp(), at.and_utc().timestamp())).collect::<Vec<_>>();
        assert_eq!(rows, expected);
        let days = conn.execute(select(Moment::day.extract(DatePart::Epoch)).order_by(Moment::id)).all().await?;
        let expected = moments().iter().map(|at| Some(at.date().and_hms_opt(0, 0, 0)?.and_utc().timestamp())).collect::<Vec<_>>();
        assert_eq!((days[0], days[1], &days[2..]), (expected[0], None, &expected[2..]));
    }

    async fn a_cast_takes_a_date_or_a_time_out_of_both(db: &TestDb) {
        let mut conn = filled(db).await?;
        let casts = (Moment::at.cast::<NaiveDate>(), Moment::at.cast::<NaiveTime>(), Moment::day.cast::<Option<NaiveDateTime>>());
        let rows = conn.execute(select(casts).order_by(Moment::id)).all().await?;
        let mut expected = moments().iter().map(|at| (at.date(), at.time(), at.date().and_hms_opt(0, 0, 0))).collect::<Vec<_>>();
        expected[1].2 = None;
        assert_eq!(rows, expected);
        let same = select(func::count(Moment::id)).filter(
            Moment::at.cast::<NaiveDate>().eq(Moment::day)
                & Moment::at.cast::<NaiveTime>().eq(Moment::time)
                & Moment::at.cast::<NaiveDateTime>().eq(Moment::at)
                & Moment::day.cast::<NaiveDate>().eq(Moment::day)
                & Moment::time.cast::<NaiveTime>().eq(Moment::time),
        );
        assert_eq!(conn.scalar::<i64>(same).await?, moments().len() as i64 - 1);
        let text = select(literal("2024-02-29 12:00:00".to_owned()).cast::<NaiveDateTime>());
        assert_eq!(conn.execute(text).one().await?.to_string(), "2024-02-29 12:00:00");
    }

    async fn literals_of_times_are_what_is_stored(db: &TestDb) {
        let mut conn = filled(db).await?;
        for (id, at) in (1_i64..).zip(moments()) {
            let query = select(Moment::id).filter(Moment::at.eq(at) & Moment::instant.eq(at.and_utc()) & Moment::time.eq(at.time()));
            let sql = orm::core::statement::Statement::to_sql(&query, db.engine.dialect())?;
            let found: Vec<i64> = conn.execute(text(sql).columns()).all().await?;
            assert_eq!(found, [id], "{at}");
        }
    }
}
