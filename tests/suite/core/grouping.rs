//! GROUP BY and HAVING.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

db_test! {
    async fn rows_are_counted_per_group(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((Post::user_id, func::count_all())).group_by(Post::user_id).order_by(Post::user_id);
        let rows: Vec<(i64, i64)> = conn.execute(query).all().await?;
        assert_eq!(rows, [(1, 2), (3, 1)]);
    }

    async fn having_keeps_groups(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User::name, func::count(Post::id)))
            .outerjoin(User::posts)
            .group_by(User::id)
            .having(func::count(Post::id).gt(0))
            .having(func::count(Post::id).lt(2));
        let rows: Vec<(String, i64)> = conn.execute(query).all().await?;
        assert_eq!(rows, [("Carol".to_owned(), 1)]);
    }

    async fn a_group_key_can_be_an_expression_or_several(db: &TestDb) {
        let mut conn = filled(db).await?;
        let rows = conn
            .execute(
                select((User::age.is_null(), func::count_all()))
                    .group_by(User::age.is_null())
                    .order_by(func::count_all()),
            )
            .all()
            .await?;
        assert_eq!(rows, [(true, 1), (false, 2)]);
        let rows = conn
            .execute(
                select((User::id, User::name, func::sum(Post::views)))
                    .join(User::posts)
                    .group_by((User::id, User::name))
                    .order_by(User::id),
            )
            .all()
            .await?;
        assert_eq!(rows, [(1, "Alice".to_owned(), Some(10)), (3, "Carol".to_owned(), Some(7))]);
    }

    async fn groups_are_sorted_by_their_aggregate(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select(User::name)
            .outerjoin(User::posts)
            .group_by(User::id)
            .order_by((func::count(Post::id).desc(), User::id));
        assert_eq!(conn.execute(query).all().await?, ["Alice", "Carol", "Bob"]);
    }
}
