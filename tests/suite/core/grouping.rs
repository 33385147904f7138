//! GROUP BY and HAVING.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

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

    async fn a_key_with_a_value_can_be_used_again(db: &TestDb) {
        let mut conn = filled(db).await?;
        for by in [2, 3] {
            let key = || Post::id % by;
            let expected: &[(i64, i64)] = if by == 2 { &[(1, 2)] } else { &[(1, 1), (2, 1)] };
            let having = select((key(), func::count_all())).group_by(key()).having(key().gt(0)).order_by(key());
            assert_eq!(conn.execute(having).all().await?, expected);
            let unselected = select(func::count_all()).select_from(Post).group_by(key()).order_by(key().desc());
            let expected: &[i64] = if by == 2 { &[2, 1] } else { &[1, 1, 1] };
            assert_eq!(conn.execute(unselected).all().await?, expected);
            let within = select((key() * 10 + 1, func::count_all())).group_by(key()).order_by((key() + 1).desc());
            let expected: &[(i64, i64)] = if by == 2 { &[(11, 2), (1, 1)] } else { &[(21, 1), (11, 1), (1, 1)] };
            assert_eq!(conn.execute(within).all().await?, expected);
            let twice = select((key(), key(), func::count_all())).group_by((key(), Post::user_id)).having(key().eq(0));
            let expected: &[(i64, i64, i64)] = &[(0, 0, 1)];
            assert_eq!(conn.execute(twice).all().await?, expected);
            let label = key().label("k");
            let ranked = (label.clone(), func::row_number().over(window().order_by(label.clone())));
            let ranked = select(ranked).group_by(label.clone()).order_by(label);
            let expected: &[(i64, i64)] = if by == 2 { &[(0, 1), (1, 2)] } else { &[(0, 1), (1, 2), (2, 3)] };
            assert_eq!(conn.execute(ranked).all().await?, expected);
        }
    }

    async fn keys_of_texts_and_times_can_be_used_again(db: &TestDb) {
        let mut conn = filled(db).await?;
        let name = || func::coalesce(User::email, "it's \\ no?");
        let names = select(name().concat("!")).group_by(name()).having(name().ne("alice@example.org")).order_by(name());
        assert_eq!(conn.execute(names).all().await?, ["carol@example.org!", "it's \\ no?!"]);
        let since = DateTime::from_timestamp_micros(1_700_000_002_000_500).unwrap();
        let late = || case::<i64>().when(User::created_at.gt(since), 1).otherwise(0);
        let late = select((late() + 1, func::count_all())).group_by(late()).having(late().ge(0)).order_by(late());
        assert_eq!(conn.execute(late).all().await?, [(1, 2), (2, 1)]);
        let half = || func::coalesce(User::age, 0) / 4;
        let halves = select(half() * 2).group_by(half()).order_by(half());
        assert_eq!(conn.execute(halves).all().await?, [0, 14, 20]);
    }

    async fn a_key_that_is_used_again_is_no_other_statement_of_its_shape(db: &TestDb) {
        let mut conn = filled(db).await?;
        for (by, other) in [(2, 2), (2, 1), (2, 2), (1, 1)] {
            let query = select((Post::id % by, func::count_all())).group_by(Post::id % by).having((Post::id % other).ge(0));
            let result = conn.execute(query.order_by(func::count_all())).all().await;
            match (by == other, db.backend) {
                (true, _) => assert_eq!(result?.len(), by as usize),
                (false, Backend::Sqlite) => {}
                (false, _) => {
                    assert!(result.is_err());
                    conn.rollback().await?;
                }
            }
        }
    }
}
