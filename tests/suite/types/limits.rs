//! What a database cannot hold is an error, never another value.

use chrono::TimeDelta;
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

#[derive(Model, Clone, Debug)]
#[model(table = "limits")]
pub struct Limit {
    #[column(primary_key)]
    pub id: i64,
    pub unsigned: Option<u64>,
    #[column(length = 3)]
    pub short: Option<String>,
    pub text: Option<String>,
    #[column(length = 3)]
    pub bytes: Option<Vec<u8>>,
    pub single: Option<f32>,
    pub double: Option<f64>,
    #[column(precision = 6, scale = 2)]
    pub money: Option<Decimal>,
    pub decimal: Option<Decimal>,
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub datetime: Option<NaiveDateTime>,
    pub at: Option<DateTime<Utc>>,
    pub texts: Option<Vec<String>>,
    pub dates: Option<Vec<NaiveDate>>,
    pub instants: Option<Vec<DateTime<Utc>>>,
    pub decimals: Option<Vec<Decimal>>,
    pub span: Option<TimeDelta>,
    pub json: Option<serde_json::Value>,
    pub letter: Option<char>,
}

/// What comes back of one value, or the error of writing (or reading) it; written alone, in a batch, and by an UPDATE.
async fn stored<T: orm::core::SqlType<Base = T> + std::fmt::Debug>(
    db: &TestDb,
    column: Column<Limit, Option<T>>,
    value: T,
) -> orm::Result<Vec<orm::Result<Option<T>>>> {
    metadata![Limit].create_all(&db.engine).await?;
    let mut outcomes = Vec::new();
    let mut blank = Limit::decode_blank();
    for batch in [false, true] {
        let mut conn = db.engine.acquire().await?;
        let field = orm::core::Columns::column_mut(&mut blank, column.index()).expect("a column");
        assert!(orm::core::model::ColumnValue::assign(field, &Some(value.clone())));
        let rows = (1..=if batch { 2 } else { 1 }).map(|id| Limit { id, ..blank.clone() });
        let outcome = async {
            conn.execute(insert(Limit).values(rows)).await?;
            conn.execute(select(column)).first().await
        };
        outcomes.push(outcome.await.map(Option::flatten));
    }
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(Limit).values([Limit::builder().id(1)])).await?;
    let outcome = async {
        conn.execute(update(Limit).set(column, value.clone())).await?;
        conn.execute(select(column)).one().await
    };
    outcomes.push(outcome.await);
    Ok(outcomes)
}

impl Limit {
    fn decode_blank() -> Limit {
        orm::core::model::Buildable::build(Limit::builder().id(1)).model
    }
}

/// Whether the value came back each time (true) or was refused each time (false).
async fn holds<T: orm::core::SqlType<Base = T> + std::fmt::Debug>(
    db: &TestDb,
    column: Column<Limit, Option<T>>,
    value: T,
) -> orm::Result<bool> {
    let outcomes = stored(db, column, value.clone()).await?;
    for outcome in &outcomes {
        match outcome {
            Ok(found) => assert_eq!(found.as_ref(), Some(&value), "cut"),
            Err(error) => {
                use orm::Error::{Database, Unsupported};
                assert!(matches!(error, Database(_) | Unsupported { .. }), "{error}");
            }
        }
    }
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() == outcomes[0].is_ok()), "{outcomes:?}");
    Ok(outcomes[0].is_ok())
}

db_test! {
    async fn unsigned_integers_above_the_signed_are_for_mysql(db: &TestDb) {
        let mysql = matches!(db.backend, Backend::MariaDb | Backend::MySql);
        assert_eq!(holds(db, Limit::unsigned, u64::MAX).await?, mysql);
        assert_eq!(holds(db, Limit::unsigned, 1 << 63).await?, mysql);
    }

    async fn a_length_is_enforced_where_the_database_does(db: &TestDb) {
        let sqlite = db.backend == Backend::Sqlite;
        assert!(holds(db, Limit::short, "äö🦀".to_owned()).await?);
        assert_eq!(holds(db, Limit::short, "abcd".to_owned()).await?, sqlite);
        let bytes = holds(db, Limit::bytes, vec![1, 2, 3, 4]).await?;
        assert_eq!(bytes, matches!(db.backend, Backend::Sqlite | Backend::Postgres));
    }

    async fn text_with_a_nul_is_refused_by_postgres_alone(db: &TestDb) {
        assert_eq!(holds(db, Limit::text, "a\0b".to_owned()).await?, db.backend != Backend::Postgres);
    }

    async fn a_nul_within_arrays_and_documents_is_refused_by_postgres_alone(db: &TestDb) {
        let postgres = db.backend == Backend::Postgres;
        assert_eq!(holds(db, Limit::texts, vec!["a\0b".to_owned()]).await?, !postgres);
        assert_eq!(holds(db, Limit::json, serde_json::json!("a\0b")).await?, !postgres);
        assert_eq!(holds(db, Limit::letter, '\0').await?, !postgres);
    }

    async fn arrays_keep_what_columns_refuse(db: &TestDb) {
        assert!(holds(db, Limit::decimals, vec![Decimal::MAX, Decimal::new(1, 28)]).await?);
        let day = |year| NaiveDate::from_ymd_opt(year, 6, 15).unwrap();
        let postgres = db.backend == Backend::Postgres;
        for year in [10_000, 200_000, -4_000, -1] {
            assert_eq!(holds(db, Limit::dates, vec![day(2000), day(year)]).await?, postgres, "{year}");
            let instant = day(year).and_hms_micro_opt(1, 2, 3, 4).unwrap().and_utc();
            assert_eq!(holds(db, Limit::instants, vec![instant]).await?, postgres, "{year}");
        }
        assert!(holds(db, Limit::dates, vec![day(0)]).await?);
        for millis in [1_000, 1_500] {
            let leap = day(2016).and_hms_milli_opt(23, 59, 59, millis).unwrap().and_utc();
            assert!(!holds(db, Limit::instants, vec![leap]).await?);
        }
    }

    async fn spans_beyond_the_microseconds_of_64_bits_are_refused(db: &TestDb) {
        assert!(!holds(db, Limit::span, TimeDelta::MAX).await?);
        assert!(!holds(db, Limit::span, TimeDelta::MIN).await?);
        for outcome in stored(db, Limit::span, TimeDelta::nanoseconds(-1_999)).await? {
            assert_eq!(outcome?, Some(TimeDelta::microseconds(-1)));
        }
    }

    async fn floats_that_are_no_numbers_are_kept_or_refused(db: &TestDb) {
        let postgres = db.backend == Backend::Postgres;
        let infinite = matches!(db.backend, Backend::Postgres | Backend::Sqlite);
        assert_eq!(holds(db, Limit::double, f64::INFINITY).await?, infinite);
        assert_eq!(holds(db, Limit::single, f32::NEG_INFINITY).await?, infinite);
        for outcome in stored(db, Limit::double, f64::NAN).await? {
            assert_eq!(outcome.is_ok(), postgres, "{outcome:?}");
            assert!(outcome.is_err() || outcome?.is_some_and(f64::is_nan));
        }
        for outcome in stored(db, Limit::single, f32::NAN).await? {
            assert_eq!(outcome.is_ok(), postgres, "{outcome:?}");
            assert!(outcome.is_err() || outcome?.is_some_and(f32::is_nan));
        }
    }

    async fn decimals_of_too_many_digits_are_refused(db: &TestDb) {
        let sqlite = db.backend == Backend::Sqlite;
        assert_eq!(holds(db, Limit::money, Decimal::new(1_000_000, 2)).await?, sqlite);
        // SQLite calculates decimals as floats: what they cannot tell apart is refused.
        assert_eq!(holds(db, Limit::decimal, Decimal::MAX).await?, !sqlite);
        assert_eq!(holds(db, Limit::decimal, Decimal::new(i64::MAX, 10)).await?, !sqlite);
        assert!(holds(db, Limit::decimal, Decimal::new(1, 28)).await?);
    }

    async fn dates_beyond_the_calendar_of_the_database_are_refused(db: &TestDb) {
        let day = |year| NaiveDate::from_ymd_opt(year, 6, 15).unwrap();
        for year in [10_000, 30_000, 200_000, -1, -4_000, 0] {
            let date = holds(db, Limit::date, day(year)).await?;
            let datetime = holds(db, Limit::datetime, day(year).and_hms_opt(1, 2, 3).unwrap()).await?;
            let at = holds(db, Limit::at, day(year).and_hms_opt(1, 2, 3).unwrap().and_utc()).await?;
            let held = (date, datetime, at);
            // The year 0 has four digits, and PostgreSQL counts far beyond.
            let all = db.backend == Backend::Postgres || year == 0;
            assert_eq!(held, (all, all, all), "{year}");
        }
    }

    async fn times_finer_than_a_microsecond_are_kept_to_the_microsecond(db: &TestDb) {
        let time = NaiveTime::from_hms_nano_opt(1, 2, 3, 4_005_999).unwrap();
        for outcome in stored(db, Limit::time, time).await? {
            assert_eq!(outcome?, NaiveTime::from_hms_micro_opt(1, 2, 3, 4_005));
        }
    }

    async fn a_leap_second_is_kept_or_refused(db: &TestDb) {
        let time = NaiveTime::from_hms_milli_opt(23, 59, 59, 1_500).unwrap();
        assert!(!holds(db, Limit::time, time).await?);
        let at = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_time(time);
        assert!(!holds(db, Limit::datetime, at).await?);
        assert!(!holds(db, Limit::at, at.and_utc()).await?);
    }

    async fn a_stored_integer_that_the_type_cannot_hold_is_an_error(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        for (sql, error) in [
            ("SELECT 256", "256 does not fit in `u8`"),
            ("SELECT -1", "-1 does not fit in `u8`"),
        ] {
            let refused = conn.scalar::<u8>(text(sql)).await.unwrap_err();
            assert_eq!(refused.to_string(), format!("cannot read column 0 of the row: {error}"));
        }
        assert_eq!(conn.scalar::<u8>(text("SELECT 255")).await?, 255);
        let error = conn.scalar::<i64>(text("SELECT 'x'")).await.unwrap_err();
        assert!(error.to_string().starts_with("cannot read column 0 of the row: expected `i64`, found "), "{error}");
    }
}
