//! Functions of single values.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

db_test! {
    async fn lower_and_upper_change_case(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((func::lower(User::name), func::upper(User::email))).order_by(User::id);
        let rows: Vec<(String, Option<String>)> = conn.execute(query).all().await?;
        assert_eq!(rows[0], ("alice".to_owned(), Some("ALICE@EXAMPLE.ORG".to_owned())));
        assert_eq!(rows[1], ("bob".to_owned(), None));
    }

    async fn coalesce_fills_nulls_and_is_not_null(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((func::coalesce(User::age, 18), func::coalesce(User::email, User::name))).order_by(User::id);
        let rows: Vec<(i32, String)> = conn.execute(query).all().await?;
        assert_eq!(rows[0], (30, "alice@example.org".to_owned()));
        assert_eq!(rows[1], (18, "Bob".to_owned()));
        let sorted = select(User::id).order_by(func::coalesce(User::age, 35));
        assert_eq!(conn.execute(sorted).all().await?, [1, 2, 3]);
    }

    async fn functions_nest(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select(func::upper(func::coalesce(func::lower(User::email), User::name.concat("?"))))
            .filter(func::coalesce(User::age, 0).lt(35))
            .order_by(User::id);
        assert_eq!(conn.execute(query).all().await?, ["ALICE@EXAMPLE.ORG", "BOB?"]);
    }

    async fn now_is_the_current_time_in_utc(db: &TestDb) {
        let mut conn = filled(db).await?;
        let now: DateTime<Utc> = conn.execute(select(func::now())).one().await?;
        assert!((Utc::now() - now).num_seconds().abs() < 60, "{now}");
        let naive: Expr<NaiveDateTime> = func::now().into_expr();
        let naive = conn.execute(select(naive)).one().await?;
        assert!((Utc::now().naive_utc() - naive).num_seconds().abs() < 60, "{naive}");
    }

    async fn now_can_be_written(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(update(User).filter(User::id.eq(1)).set(User::created_at, func::now())).await?;
        let written: DateTime<Utc> = conn.scalar(select(User::created_at).filter(User::id.eq(1))).await?;
        assert!((Utc::now() - written).num_seconds().abs() < 60, "{written}");
    }

    async fn digits_before_the_point_are_rounded(db: &TestDb) {
        let mut conn = filled(db).await?;
        let rounded = |number: i64, digits: i32| func::round_to(literal(number), digits);
        let query = select((rounded(1_254, -2), rounded(-1_250, -3), rounded(1_254, 0), rounded(1_254, 2), rounded(7, -2)));
        assert_eq!(conn.execute(query).one().await?, (1_300, -1_000, 1_254, 1_254, 0));
        let query = select((func::round_to(literal(1_254.26), -1), func::round_to(literal(1_254.26), 1)));
        assert_eq!(conn.execute(query).one().await?, (1_250.0, 1_254.3));
    }

    async fn huge_numbers_are_rounded_to_themselves(db: &TestDb) {
        let mut conn = filled(db).await?;
        for huge in [1e300_f64, 1e20, 9.3e18, 9_007_199_254_740_993.0, 4_503_599_627_370_495.5] {
            for number in [huge, -huge] {
                let query = select((func::ceil(literal(number)), func::floor(literal(number)), func::round(literal(number * 4.0))));
                let row = conn.execute(query).one().await?;
                assert_eq!(row, (number.ceil(), number.floor(), number * 4.0), "{number}");
            }
        }
        let none: (Option<f64>, Option<f64>) =
            conn.execute(select((func::ceil(literal(None::<f64>)), func::floor(literal(None::<f64>))))).one().await?;
        assert_eq!(none, (None, None));
        let query = select((func::ceil(User::id), func::floor(literal(-0.5)), func::ceil(literal(-0.5))));
        assert_eq!(conn.execute(query.filter(User::id.eq(3))).one().await?, (3, -1.0, 0.0));
    }
}
