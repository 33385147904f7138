//! Aggregates: their Rust types, over rows and over none.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "measures")]
pub struct Measure {
    #[column(primary_key)]
    pub id: i64,
    pub small: i16,
    pub int: Option<i32>,
    pub big: i64,
    pub unsigned: u32,
    pub single: f32,
    pub double: Option<f64>,
    #[column(precision = 12, scale = 2)]
    pub money: Decimal,
    pub text: Option<String>,
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
}

fn measure(n: i16) -> Measure {
    let day = NaiveDate::from_ymd_opt(2024, 1, n.unsigned_abs().into()).unwrap();
    Measure {
        id: n.into(),
        small: n,
        int: (n != 2).then_some(i32::from(n) * 10),
        big: i64::from(n) << 40,
        unsigned: u32::from(n.unsigned_abs()) * 1_000_000_000,
        single: f32::from(n) / 2.0,
        double: (n != 2).then_some(f64::from(n) / 4.0),
        money: Decimal::new(i64::from(n) * 125, 2),
        text: (n != 2).then(|| format!("t{n}")),
        day,
        at: day.and_hms_micro_opt(0, 0, 0, 5).unwrap().and_utc(),
    }
}

fn day(n: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, u32::try_from(n).unwrap()).unwrap()
}

async fn table(db: &TestDb, rows: i16) -> orm::Result<Connection> {
    db.create(&metadata![Measure]).await?;
    let mut conn = db.engine.acquire().await?;
    if rows > 0 {
        conn.execute(insert(Measure).values((1..=rows).map(measure))).await?;
    }
    Ok(conn)
}

db_test! {
    async fn counts_skip_nulls_and_count_distinct_skips_repeats(db: &TestDb) {
        let mut conn = table(db, 3).await?;
        let query = select((
            func::count(Measure::id),
            func::count(Measure::int),
            func::count_distinct(Measure::small % 2),
            func::count_distinct(Measure::text),
            func::count_all(),
        ));
        let row: (i64, i64, i64, i64, i64) = conn.execute(query).one().await?;
        assert_eq!(row, (3, 2, 2, 2, 3));
    }

    async fn sums_are_wide_enough(db: &TestDb) {
        let mut conn = table(db, 3).await?;
        let query = select((
            func::sum(Measure::small),
            func::sum(Measure::int),
            func::sum(Measure::big),
            func::sum(Measure::unsigned),
            func::sum(Measure::single),
            func::sum(Measure::double),
            func::sum(Measure::money),
        ));
        let row = conn.execute(query).one().await?;
        let expected: (i64, i64, i64, i64, f64, f64, Decimal) =
            (6, 40, 6 << 40, 6_000_000_000, 3.0, 1.0, Decimal::new(750, 2));
        assert_eq!((row.0, row.1, row.2, row.3), (Some(expected.0), Some(expected.1), Some(expected.2), Some(expected.3)));
        assert_eq!((row.4, row.5, row.6), (Some(expected.4), Some(expected.5), Some(expected.6)));
    }

    async fn averages_have_a_fraction(db: &TestDb) {
        let mut conn = table(db, 2).await?;
        let query = select((
            func::avg(Measure::small),
            func::avg(Measure::int),
            func::avg(Measure::unsigned),
            func::avg(Measure::single),
            func::avg(Measure::double),
            func::avg(Measure::money),
        ));
        let row = conn.execute(query).one().await?;
        assert_eq!((row.0, row.1, row.2), (Some(1.5), Some(10.0), Some(1.5e9)));
        assert_eq!((row.3, row.4, row.5), (Some(0.75), Some(0.25), Some(Decimal::new(1875, 3))));
    }

    async fn extremes_keep_the_type(db: &TestDb) {
        let mut conn = table(db, 3).await?;
        let low = select((func::min(Measure::small), func::min(Measure::int), func::min(Measure::text), func::min(Measure::day)));
        let low: (Option<i16>, Option<i32>, Option<String>, Option<NaiveDate>) = conn.execute(low).one().await?;
        assert_eq!(low, (Some(1), Some(10), Some("t1".to_owned()), Some(measure(1).day)));
        let high = select((
            func::max(Measure::unsigned),
            func::max(Measure::single),
            func::max(Measure::money),
            func::max(Measure::at),
        ));
        let high: (Option<u32>, Option<f32>, Option<Decimal>, Option<DateTime<Utc>>) = conn.execute(high).one().await?;
        assert_eq!(high, (Some(3_000_000_000), Some(1.5), Some(Decimal::new(375, 2)), Some(measure(3).at)));
    }

    async fn of_an_empty_table_counts_are_zero_and_the_rest_is_none(db: &TestDb) {
        let mut conn = table(db, 0).await?;
        let counts = select((func::count(Measure::id), func::count_distinct(Measure::int)));
        assert_eq!(conn.execute(counts).one().await?, (0, 0));
        let sums = select((func::sum(Measure::big), func::sum(Measure::double), func::sum(Measure::money)));
        assert_eq!(conn.execute(sums).one().await?, (None, None, None));
        let rest = select((func::avg(Measure::int), func::avg(Measure::money), func::min(Measure::text), func::max(Measure::at)));
        assert_eq!(conn.execute(rest).one().await?, (None, None, None, None));
    }

    async fn aggregates_combine_with_arithmetic_and_coalesce(db: &TestDb) {
        let mut conn = table(db, 3).await?;
        let total: i64 = conn.scalar(select(func::coalesce(func::sum(Measure::int), 0))).await?;
        assert_eq!(total, 40);
        let spread: Option<i32> = conn.scalar(select(func::max(Measure::int) - func::min(Measure::int))).await?;
        assert_eq!(spread, Some(20));
        let per_row: Option<i64> = conn.scalar(select(func::sum(Measure::small * 2) + func::count(Measure::id))).await?;
        assert_eq!(per_row, Some(15));
    }

    async fn a_sum_of_integers_is_an_integer_to_the_database_too(db: &TestDb) {
        let mut conn = table(db, 3).await?;
        let rows = [4, 5].map(|n| Measure { id: n, day: day(n), big: 20, unsigned: 4, ..measure(1) });
        conn.execute(delete(Measure).filter(Measure::id.le(2))).await?;
        conn.execute(update(Measure).set(Measure::big, 3).set(Measure::unsigned, 3)).await?;
        conn.execute(insert(Measure).values(rows)).await?;
        // 43, and 11.
        let sum = || func::sum(Measure::big);
        let query = select((sum() / 3, sum() % 7, func::floor_div(-sum(), 3), sum().bit_and(7), func::sum(Measure::unsigned) / 2));
        assert_eq!(conn.execute(query).one().await?, (Some(14), Some(1), Some(-15), Some(3), Some(5)));
        let kept = select(Measure::day).group_by(Measure::day).having((sum() / 3).eq(6)).order_by(Measure::day);
        assert_eq!(conn.execute(kept).all().await?, [4, 5].map(day));
        let running = sum().over(window().order_by(Measure::id)) / 2;
        let running = select((Measure::id, running)).order_by(Measure::id);
        assert_eq!(conn.execute(running).all().await?, [(3, Some(1)), (4, Some(11)), (5, Some(21))]);
        let sums = select((Measure::id, sum().filter(Measure::id.gt(3)).label("s"))).group_by(Measure::id).subquery();
        let (id, s) = sums.columns();
        let query = select((id.clone(), s / 3)).order_by(id);
        assert_eq!(conn.execute(query).all().await?, [(3, None), (4, Some(6)), (5, Some(6))]);
    }

    async fn an_average_of_integers_keeps_its_digits(db: &TestDb) {
        let mut conn = table(db, 3).await?;
        conn.execute(update(Measure).filter(Measure::id.eq(3)).set(Measure::big, 9).set(Measure::int, 5)).await?;
        conn.execute(update(Measure).filter(Measure::id.eq(2)).set(Measure::big, 4).set(Measure::int, 0)).await?;
        conn.execute(update(Measure).filter(Measure::id.eq(1)).set(Measure::big, 1).set(Measure::int, 0)).await?;
        let query = select((func::avg(Measure::big), func::avg(Measure::int), (func::avg(Measure::big) * 3).eq(14.0)));
        assert_eq!(conn.execute(query).one().await?, (Some(14.0 / 3.0), Some(5.0 / 3.0), true));
        let over = select(func::avg(Measure::big).over(window().partition_by(Measure::id.gt(0)))).limit(1);
        assert_eq!(conn.execute(over).all().await?, [Some(14.0 / 3.0)]);
    }

    async fn a_sum_that_does_not_fit_is_an_error(db: &TestDb) {
        let mut conn = table(db, 0).await?;
        let rows = [1, 2].map(|n| Measure { big: i64::MAX, ..measure(n) });
        conn.execute(insert(Measure).values(rows)).await?;
        let result = conn.scalar::<Option<i64>>(select(func::sum(Measure::big))).await;
        assert!(matches!(result, Err(orm::Error::Decode(_) | orm::Error::Database(_))), "{result:?}");
    }
}
