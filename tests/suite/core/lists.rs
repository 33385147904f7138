//! IN: lists of values and subqueries.

use orm::core::expr::row;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::models::*;

async fn ids(conn: &mut Connection, condition: Expr<bool>) -> orm::Result<Vec<i64>> {
    conn.execute(select(User::id).filter(condition).order_by(User::id)).all().await
}

db_test! {
    async fn in_finds_the_values_of_a_list(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::id.in_([1, 3, 9])).await?, [1, 3]);
        assert_eq!(ids(conn, User::id.in_(vec![2])).await?, [2]);
        assert_eq!(ids(conn, User::name.in_(["Bob", "Carol"])).await?, [2, 3]);
        assert_eq!(ids(conn, User::name.in_(["Bob".to_owned()])).await?, [2]);
        let names = ["Bob".to_owned(), "Carol".to_owned()];
        assert_eq!(ids(conn, User::name.in_(&names)).await?, [2, 3]);
        assert_eq!(ids(conn, User::name.in_(["Bob", "Carol"].iter())).await?, [2, 3]);
        assert_eq!(ids(conn, User::name.not_in(names.iter().take(1))).await?, [1, 3]);
        assert_eq!(ids(conn, User::id.in_([1, 3].iter())).await?, [1, 3]);
        assert_eq!(ids(conn, User::email.in_([&users()[0].name])).await?, [0; 0]);
        assert_eq!(ids(conn, User::age.in_([30, 41])).await?, [1, 3]);
        assert_eq!(ids(conn, (User::id * 2).in_([4, 6])).await?, [2, 3]);
        assert_eq!(ids(conn, User::is_active.in_([false])).await?, [2]);
        assert_eq!(ids(conn, User::created_at.in_(users().map(|user| user.created_at))).await?, [1, 2, 3]);
    }

    async fn not_in_finds_the_others_but_no_nulls(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::id.not_in([1, 3])).await?, [2]);
        assert_eq!(ids(conn, User::age.not_in([30])).await?, [3]);
        assert_eq!(ids(conn, !User::id.in_([1])).await?, [2, 3]);
        assert_eq!(ids(conn, !User::id.not_in([1])).await?, [1]);
        assert_eq!(ids(conn, User::id.in_([1]).eq(User::is_active)).await?, [1, 2]);
    }

    async fn an_empty_list_has_no_values(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(ids(conn, User::id.in_(Vec::<i64>::new())).await?, [0; 0]);
        assert_eq!(ids(conn, User::age.not_in(Vec::<i32>::new())).await?, [1, 2, 3]);
        assert_eq!(ids(conn, !User::id.in_(Vec::<i64>::new())).await?, [1, 2, 3]);
    }

    async fn lists_of_similar_length_share_a_statement(db: &TestDb) {
        let conn = &mut filled(db).await?;
        for last in [5, 6, 7, 8] {
            assert_eq!(ids(conn, User::id.in_(2..=last)).await?, [2, 3]);
        }
        let mut statements = db.log.take();
        statements.dedup();
        assert!(statements.len() <= 2, "{statements:?}");
    }

    async fn a_list_can_be_as_long_as_the_database_takes(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let values = 3..20_003;
        assert_eq!(ids(conn, User::id.in_(values.clone()) & User::name.ne("x")).await?, [3]);
        assert_eq!(ids(conn, User::id.not_in(values) & User::name.ne("x") & User::is_active).await?, [1]);
    }

    async fn more_texts_than_mysql_has_parameters_are_an_error_there(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let result = ids(conn, User::name.in_((0..70_000).map(|n| format!("Name {n}")).chain(["Bob".to_owned()]).collect::<Vec<_>>())).await;
        if db.backend != Backend::MySql && db.backend != Backend::MariaDb {
            assert_eq!(result?, [2]);
            return Ok(());
        }
        let limit = db.engine.dialect().capabilities.max_params;
        let name = db.engine.dialect().name;
        assert_eq!(
            result.unwrap_err().to_string(),
            format!("{name} does not support 70001 values in one statement (at most {limit})")
        );
        assert!(db.log.take_all().is_empty());
    }

    async fn in_select_finds_what_a_query_gives(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let writers = || select(Post::user_id).filter(Post::views.gt(5));
        assert_eq!(ids(conn, User::id.in_select(writers())).await?, [1, 3]);
        assert_eq!(ids(conn, !User::id.in_select(writers())).await?, [2]);
        assert_eq!(ids(conn, User::id.in_select(select(Comment::user_id))).await?, [3]);
        assert_eq!(ids(conn, User::id.in_select(select(func::max(Post::user_id)))).await?, [3]);
        let newest = select(Post::user_id).order_by(Post::id.desc()).limit(1);
        assert_eq!(ids(conn, User::id.in_select(newest)).await?, [3]);
        let nested = select(Post::user_id).filter(Post::id.in_select(select(Comment::post_id)));
        assert_eq!(ids(conn, User::id.in_select(nested)).await?, [1, 3]);
    }

    async fn a_row_is_looked_for_among_nullable_columns_and_aggregates(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let most = select((Post::user_id, func::max(Post::views))).group_by(Post::user_id);
        let best = select(Post::id).filter(row((Post::user_id, Post::views)).in_select(most)).order_by(Post::id);
        assert_eq!(conn.execute(best).all().await?, [1, 3]);
        let ages = select((User::id, User::age)).filter(User::name.ne("Carol"));
        assert_eq!(ids(conn, row((User::id, User::age)).in_select(ages)).await?, [1]);
    }

    async fn a_union_is_a_query_like_others(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let either = || select(User::id).filter(User::name.eq("Bob")).union(select(Post::user_id).filter(Post::views.lt(9)));
        assert_eq!(ids(conn, User::id.in_select(either())).await?, [1, 2, 3]);
        assert_eq!(ids(conn, User::id.not_in_select(either())).await?, [0; 0]);
        assert_eq!(ids(conn, User::id.in_select(either().order_by(User::id).limit(1))).await?, [1]);
        assert_eq!(ids(conn, User::id.compare_any(orm::core::expr::BinaryOp::Eq, either())).await?, [1, 2, 3]);
        let own = select(Post::id).filter(Post::user_id.eq(User::id) & Post::views.gt(5)).union_all(select(Comment::id).filter(Comment::user_id.eq(User::id)));
        assert_eq!(ids(conn, own.clone().exists()).await?, [1, 3]);
        assert_eq!(ids(conn, orm::core::expr::exists(own)).await?, [1, 3]);
        let first = select(User::id).filter(User::id.eq(3)).union(select(User::id).filter(User::id.eq(3))).scalar_subquery();
        assert_eq!(ids(conn, User::id.expr().eq(first)).await?, [3]);
        let changed = update(User).filter(User::id.in_select(either())).set(User::age, 50);
        assert_eq!(conn.execute(changed).await?.rows_affected(), 3);
    }

    async fn intersections_and_differences_may_keep_equal_rows(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let twice = || select(User::id).union_all(select(User::id)).subquery();
        let two = || select(twice().columns());
        let rows = conn.execute(two().intersect_all(two())).all().await;
        let left = conn.execute(two().except_all(select(User::id))).all().await;
        if db.backend == Backend::Sqlite {
            assert!(matches!(rows, Err(orm::Error::Unsupported { .. })) && matches!(left, Err(orm::Error::Unsupported { .. })));
            return Ok(());
        }
        let sorted = |rows: orm::Result<Vec<i64>>| rows.map(|mut rows| {
            rows.sort_unstable();
            rows
        });
        assert_eq!(sorted(rows)?, [1, 1, 2, 2, 3, 3]);
        assert_eq!(sorted(left)?, [1, 2, 3]);
    }

    async fn long_texts_in_rows_of_values_are_whole(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        for length in [10, 40_000, 140_000] {
            let (one, two) = ("é".repeat(length), "ü".repeat(length + 1));
            let rows = orm::core::statement::values("rows", [(1_i64, one.clone()), (2, two.clone())]);
            let (id, text) = rows.columns();
            let found = conn.execute(select(text).order_by(id)).all().await?;
            assert!(found == [one, two], "{length}");
        }
    }

    async fn a_list_can_be_longer_than_a_statement_has_parameters(db: &TestDb) {
        let conn = &mut filled(db).await?;
        for length in [40_000, 100_000] {
            assert_eq!(ids(conn, User::id.in_(3..3 + length)).await?, [3]);
            assert_eq!(ids(conn, User::id.not_in(3..3 + length) & User::name.ne("Bob")).await?, [1]);
        }
        let both = User::id.in_(2..40_000) & (User::id * 2).in_(6..40_000) & User::name.in_(["Bob", "Carol"]);
        assert_eq!(ids(conn, both).await?, [3]);
        assert_eq!(conn.execute(update(User).filter(User::id.in_(3..70_000)).set(User::age, 1)).await?.rows_affected(), 1);
        let names = (0..70_000).map(|n| format!("it's \\ \"{n}\"")).chain(["Bob".to_owned()]);
        let found = ids(conn, User::name.in_(names.collect::<Vec<_>>())).await;
        match db.backend {
            Backend::Sqlite | Backend::Postgres => assert_eq!(found?, [2]),
            Backend::MariaDb | Backend::MySql => assert!(matches!(found, Err(orm::Error::Unsupported { .. }))),
        }
    }

    async fn a_long_list_is_not_gone_through_for_each_row(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let user = |id: i64| User::builder().id(id).name(format!("User {id}")).age((id % 10 != 0).then_some(id as i32));
        for ids in [4..1_001, 1_001..2_001] {
            conn.execute(insert(User).values(ids.map(user).collect::<Vec<_>>())).await?;
        }
        let count = async |conn: &mut Connection, condition: Expr<bool>| {
            conn.execute(select(func::count_all()).select_from(User).filter(condition)).one().await
        };
        let begun = std::time::Instant::now();
        for length in [2_000, 60_000, 66_000] {
            let ids = 1_001_i64..1_001 + length;
            let ages = 1_001_i32..1_001 + length as i32;
            assert_eq!(count(conn, User::id.not_in(ids.clone())).await?, 1_000);
            assert_eq!(count(conn, !User::id.in_(ids.clone())).await?, 1_000);
            assert_eq!(count(conn, User::id.in_(ids.clone())).await?, 1_000);
            assert_eq!(count(conn, User::age.in_(ages.clone())).await?, 900);
            assert_eq!(count(conn, User::age.not_in(ages.clone())).await?, 899);
            // Of another type than the list's: the sum is a DECIMAL on MariaDB.
            assert_eq!(count(conn, (User::id * 2).not_in(ids.clone())).await?, if length < 2_001 { 1_000 } else { 500 });
            let sums = select(User::id).group_by(User::id).having(func::sum(User::id).not_in(ids));
            assert_eq!(conn.execute(sums).all().await?.len(), 1_000);
        }
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    }

    async fn rows_of_values_can_be_many(db: &TestDb) {
        let conn = &mut filled(db).await?;
        for length in [1, 600, 6_000] {
            let rows = (0..length).map(|n| (n + 3, format!("it's {n}"), Some(instant(n * 1500)), n as f64 / 2.0, n % 2 == 0));
            let many = orm::core::statement::values("many", rows);
            let (id, name, at, half, even) = many.columns();
            let query = select((name.clone(), at, half, even)).join(User.on(User::id.eq(id.clone()))).select_from(&many);
            let found = conn.execute(query).all().await?;
            assert_eq!(found, [("it's 0".to_owned(), Some(instant(0)), 0.0, true)]);
            let last = conn.execute(select((id.clone(), name)).order_by(id.desc()).limit(1)).one().await?;
            assert_eq!(last.1, format!("it's {}", last.0 - 3));
        }
    }
}

/// So many microseconds after the first user came.
fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_700_000_001_000_000 + micros).unwrap()
}
