//! Functions of dates and times where databases differ by nature.

use orm::core::expr::DatePart;
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

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

    async fn instants_are_in_utc_whatever_the_zone_of_the_session(db: &TestDb) {
        use orm::core::expr::{DateOperators, DateUnit};

        let mut conn = filled(db).await?;
        let at: DateTime<Utc> = "2024-03-09T23:30:00.25Z".parse().unwrap();
        let id = moments().len() as i64 + 1;
        let moment = Moment { id, at: at.naive_utc(), instant: at, day: Some(at.date_naive()), time: at.time() };
        conn.execute(insert(Moment).values([moment])).await?;
        let zone = match db.backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some("SET TIME ZONE 'America/New_York'"),
            Backend::MariaDb | Backend::MySql => Some("SET time_zone = '-05:00'"),
        };
        if let Some(zone) = zone {
            conn.execute(text(zone)).await?;
        }
        let moment = || select(Moment::id).filter(Moment::id.eq(id));
        let parts = (
            Moment::instant.extract(DatePart::Hour),
            Moment::instant.extract(DatePart::Day),
            Moment::instant.extract(DatePart::Epoch),
            Moment::instant.date(),
            Moment::instant.truncate(DateUnit::Day),
            Moment::instant.add(1, DateUnit::Day),
            Moment::instant.days_since("2024-03-09T00:10:00Z".parse::<DateTime<Utc>>().unwrap()),
            Moment::instant.seconds_since("2024-03-09T23:30:00Z".parse::<DateTime<Utc>>().unwrap()),
            (Moment::instant.cast::<NaiveDate>(), Moment::instant.cast::<NaiveTime>(), Moment::instant.cast::<NaiveDateTime>()),
        );
        let found = conn.execute(select(parts).filter(Moment::id.eq(id))).one().await?;
        let midnight = "2024-03-09T00:00:00Z".parse().unwrap();
        let expected = (
            23,
            9,
            at.timestamp(),
            at.date_naive(),
            midnight,
            at + chrono::TimeDelta::days(1),
            Some(0),
            Some(0),
            (at.date_naive(), at.time(), at.naive_utc()),
        );
        assert_eq!(found, expected);

        let now = Utc::now();
        let (shown, today, time) =
            conn.execute(select((func::now(), func::current_date(), func::current_time()))).one().await?;
        assert!((shown - now).abs() < chrono::TimeDelta::minutes(30), "{shown}");
        assert!((today - now.date_naive()).num_days().abs() <= 1 && (time - now.time()).abs().num_hours() % 23 <= 1);
        let sql = orm::core::statement::Statement::to_sql(&moment().filter(Moment::instant.eq(at)), db.engine.dialect())?;
        assert_eq!(conn.execute(text(sql).columns::<i64>()).all().await?, [id]);
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
