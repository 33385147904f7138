//! Ranges and hstores: of PostgreSQL, and as text elsewhere.

use std::ops::Bound;

use orm::core::types::{Hstore, PgRange};
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::round_trips;
use crate::corpus::texts;

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 2, 28).unwrap()
}

fn noon(year: i32) -> NaiveDateTime {
    day(year).and_hms_micro_opt(12, 0, 1, 5).unwrap()
}

/// Closed, half open, open, unbounded, of one value, and empty.
fn all<T: orm::core::types::RangeElement>(low: &T, high: &T) -> Vec<PgRange<T>> {
    let bounds = |value: &T| [Bound::Included(value.clone()), Bound::Excluded(value.clone()), Bound::Unbounded];
    let mut all: Vec<PgRange<T>> = Vec::new();
    for lower in bounds(low) {
        for upper in bounds(high) {
            let range = PgRange::new(lower.clone(), upper);
            // Of whole numbers, several are the same.
            if !all.contains(&range) {
                all.push(range);
            }
        }
    }
    all.push(PgRange::from(low.clone()..=low.clone()));
    all.push(PgRange::EMPTY);
    all
}

round_trips! {
    of_i32: PgRange<i32> = all(&i32::MIN, &(i32::MAX - 1));
    of_i64: PgRange<i64> = all(&-1, &(i64::MAX - 1));
    of_decimals: PgRange<Decimal> = all(&Decimal::new(-150, 2), &Decimal::MAX);
    of_days: PgRange<NaiveDate> = all(&day(1), &day(9999));
    of_days_before_the_first_year: PgRange<NaiveDate> = [PgRange::from(day(-4000)..day(0))];
    of_times: PgRange<NaiveDateTime> = all(&noon(1969), &noon(9999));
    of_times_before_the_first_year: PgRange<NaiveDateTime> = [PgRange::from(noon(0)..)];
    of_instants: PgRange<DateTime<Utc>> = all(&noon(1).and_utc(), &noon(2024).and_utc());
    hstores: Hstore = {
        let corpus: Vec<String> = texts().into_iter().filter(|text| text.len() < 2_000).collect();
        let pairs = corpus.iter().zip(corpus.iter().rev()).map(|(key, value)| (key.clone(), Some(value.clone())));
        [
            Hstore::default(),
            Hstore::from([("", Some("")), ("a", None)]),
            Hstore(pairs.collect()),
            Hstore(corpus.iter().map(|key| (key.clone(), None)).collect()),
        ]
    };
}

#[derive(Model, Clone, Debug)]
#[model(table = "bookings")]
pub struct Booking {
    #[column(primary_key)]
    pub id: i64,
    pub room: i64,
    pub nights: PgRange<i32>,
}

db_test! {
    async fn what_the_database_refuses_is_an_error(db: &TestDb) {
        if db.backend != Backend::Postgres {
            return Ok(());
        }
        db.create(&metadata![Booking]).await?;
        let mut session = db.session();
        // The value after the last, which PostgreSQL would have as the bound.
        session.add(Booking::builder().room(1).nights(PgRange::from(1..=i32::MAX)));
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("integer out of range"), "{error}");
    }

    async fn in_sessions_ranges_are_values_like_others(db: &TestDb) {
        db.create(&metadata![Booking]).await?;
        let mut session = db.session();
        let booking = session.add(Booking::builder().room(1).nights(PgRange::from(1..4)));
        session.commit().await?;
        booking.edit().nights = PgRange::from(1..=3);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), [""; 0]);
        booking.edit().nights = PgRange::from(2..);
        session.commit().await?;
        let mut session = db.session();
        let found = session.scalars(select(Booking).filter(Booking::nights.eq(PgRange::from(2..)))).one().await?;
        assert_eq!(found.nights.bounds(), Some((Bound::Included(&2), Bound::Unbounded)));
    }

    async fn what_is_no_range_cannot_be_read(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(text("SELECT 'x' AS a").columns::<PgRange<i32>>()).one().await.unwrap_err().to_string();
        assert!(error.contains("`x` is not such a range"), "{error}");
        let error = conn.execute(text("SELECT 'x' AS a").columns::<Hstore>()).one().await.unwrap_err().to_string();
        assert!(error.contains("`x` is not the text of one"), "{error}");
    }
}
