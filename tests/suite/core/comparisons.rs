//! Comparisons, BETWEEN and null tests.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

const NONE: [i64; 0] = [];

/// The ids of the users for whom the condition is true.
async fn ids(conn: &mut Connection, condition: Expr<bool>) -> orm::Result<Vec<i64>> {
    conn.execute(select(User::id).filter(condition).order_by(User::id)).all().await
}

db_test! {
    async fn comparisons_with_values(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::age.eq(30)).await?, [1]);
        assert_eq!(ids(conn, User::age.ne(30)).await?, [3], "NULL is not different, it is unknown");
        assert_eq!(ids(conn, User::age.lt(41)).await?, [1]);
        assert_eq!(ids(conn, User::age.le(41)).await?, [1, 3]);
        assert_eq!(ids(conn, User::age.gt(30)).await?, [3]);
        assert_eq!(ids(conn, User::age.ge(30)).await?, [1, 3]);
        assert_eq!(ids(conn, User::name.eq("Bob")).await?, [2]);
        assert_eq!(ids(conn, User::name.eq("Bob".to_owned())).await?, [2]);
        assert_eq!(ids(conn, User::name.gt("Bob".to_owned())).await?, [3]);
        assert_eq!(ids(conn, User::is_active.eq(false)).await?, [2]);
    }

    async fn comparisons_with_columns_and_expressions(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::id.eq(User::id)).await?, [1, 2, 3]);
        assert_eq!(ids(conn, User::email.eq(User::name)).await?, NONE);
        assert_eq!(ids(conn, (User::id + 1).eq(User::id * 2)).await?, [1]);
        assert_eq!(ids(conn, User::age.gt(User::age - 1)).await?, [1, 3]);
        assert_eq!(ids(conn, func::lower(User::name).eq("bob")).await?, [2]);
        assert_eq!(ids(conn, User::id.gt(2).eq(User::is_active)).await?, [2, 3]);
    }

    async fn an_option_is_a_value_or_a_null_test(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::age.eq(Some(30))).await?, [1]);
        assert_eq!(ids(conn, User::age.eq(None)).await?, [2]);
        assert_eq!(ids(conn, User::age.ne(None)).await?, [1, 3]);
        assert_eq!(ids(conn, User::email.eq(None)).await?, [2]);
        assert_eq!(ids(conn, User::email.ne(&None)).await?, [1, 3]);
        assert_eq!(ids(conn, User::age.gt(None)).await?, NONE, "an order with NULL is unknown");
    }

    async fn null_tests(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::email.is_null()).await?, [2]);
        assert_eq!(ids(conn, User::email.is_not_null()).await?, [1, 3]);
        assert_eq!(ids(conn, (User::age + 1).is_null()).await?, [2]);
        assert_eq!(ids(conn, User::age.gt(30).is_null()).await?, [2]);
        assert_eq!(ids(conn, !User::email.is_null()).await?, [1, 3]);
    }

    async fn between_includes_both_ends(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::age.between(30, 41)).await?, [1, 3]);
        assert_eq!(ids(conn, User::age.between(31, 40)).await?, NONE);
        assert_eq!(ids(conn, User::age.between(User::age - 1, 30)).await?, [1]);
        assert_eq!(ids(conn, !User::age.between(31, 50)).await?, [1]);
        assert_eq!(ids(conn, User::name.between("B", "C")).await?, [2]);
        assert_eq!(ids(conn, User::id.between(1, 2).eq(User::is_active)).await?, [1]);
        assert_eq!(ids(conn, User::is_active.between(User::id.eq(2), true)).await?, [1, 3]);
    }

    async fn comparisons_can_be_selected(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let query = select((User::id.gt(1), User::is_active & User::id.lt(2), !User::is_active)).order_by(User::id);
        let rows = conn.execute(query).all().await?;
        assert_eq!(rows, [(false, true, false), (true, false, true), (true, false, false)]);
    }

    async fn instants_compare_with_now(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::created_at.lt(func::now())).await?, [1, 2, 3]);
        assert_eq!(ids(conn, User::created_at.gt(func::now())).await?, NONE);
        let (first, last) = (users()[0].created_at, users()[1].created_at);
        assert_eq!(ids(conn, User::created_at.between(first, last)).await?, [1, 2]);
    }

    async fn rows_are_compared_with_none_as_columns_are(db: &TestDb) {
        let mut conn = filled(db).await?;
        let pair = || orm::core::expr::row((User::id, User::email));
        let found = select(User::id).order_by(User::id);
        assert_eq!(conn.execute(found.clone().filter(pair().eq((2, None)))).all().await?, [2]);
        assert_eq!(conn.execute(found.clone().filter(pair().ne((2, None)))).all().await?, [1, 3]);
        assert_eq!(conn.execute(found.filter(pair().eq((1, "alice@example.org")))).all().await?, [1]);
    }
}
