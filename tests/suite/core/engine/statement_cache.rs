//! Compiled statements are kept by their shape.

use orm::prelude::*;
use orm_tests::db_test;

use crate::core::models::*;

db_test! {
    async fn statements_that_differ_in_their_values_are_compiled_once(db: &TestDb) {
        let mut conn = filled(db).await?;
        let before = db.engine.cached_statements();
        for (name, id) in [("Alice", 1), ("Bob", 2), ("Carol", 3)] {
            let query = select(User::id).filter(User::name.eq(name) & User::is_active.in_([true, false])).limit(10 + id as u64);
            assert_eq!(conn.execute(query).all().await?, [id]);
        }
        assert_eq!(db.engine.cached_statements() - before, 1);
        let sql = db.log.take();
        assert!(sql.iter().all(|statement| *statement == sql[0]), "{sql:?}");
    }

    async fn lists_of_similar_length_share_a_statement(db: &TestDb) {
        let mut conn = filled(db).await?;
        let before = db.engine.cached_statements();
        for length in 1..=64 {
            let query = select(User::id).filter(User::id.in_(2..2 + length)).order_by(User::id);
            let expected: &[i64] = if length == 1 { &[2] } else { &[2, 3] };
            assert_eq!(conn.execute(query).all().await?, expected);
        }
        // One for each power of two.
        assert_eq!(db.engine.cached_statements() - before, 7);
    }

    async fn lists_of_rows_of_similar_length_share_a_statement(db: &TestDb) {
        let mut conn = filled(db).await?;
        let before = db.engine.cached_statements();
        let pairs = [(9, "x"), (1, "Alice"), (2, "Alice"), (2, "Bob"), (3, "Bob"), (3, "Carol")];
        // Shorter ones after longer ones and the other way round: the last row fills what is missing.
        for length in (1..=6).chain((1..=6).rev()) {
            let (list, pair) = (|| pairs.into_iter().take(length), || row((User::id, User::name)));
            let found = conn.execute(select(User::id).filter(pair().in_(list())).order_by(User::id)).all().await?;
            let expected: &[i64] = match length {
                1 => &[],
                2 | 3 => &[1],
                4 | 5 => &[1, 2],
                _ => &[1, 2, 3],
            };
            assert_eq!(found, expected, "{length}");
            let not = conn.execute(select(User::id).filter(pair().not_in(list()))).all().await?;
            assert_eq!(not.len(), 3 - expected.len(), "{length}");
        }
        // One for each power of two, of each of both.
        assert_eq!(db.engine.cached_statements() - before, 8);
    }

    async fn what_is_null_is_another_statement(db: &TestDb) {
        let mut conn = filled(db).await?;
        for (email, id) in [(Some("alice@example.org".to_owned()), 1), (None, 2), (Some("carol@example.org".to_owned()), 3)] {
            assert_eq!(conn.execute(select(User::id).filter(User::email.eq(email))).all().await?, [id]);
        }
    }

    async fn the_cache_has_a_size(db: &TestDb) {
        metadata![User].create_all(&db.engine).await?;
        for size in [0, 10] {
            let engine = create_engine(&db.url).statement_cache_size(size).connect().await?;
            let mut conn = engine.acquire().await?;
            for terms in 1..50 {
                let sum = (0..terms).fold(literal(0_i64), |sum, n| sum + n);
                assert_eq!(conn.scalar::<i64>(select(sum)).await?, (0..terms).sum::<i64>());
            }
            assert!(engine.cached_statements() <= size, "{}", engine.cached_statements());
        }
    }

    async fn a_session_uses_it_too(db: &TestDb) {
        filled(db).await?;
        let mut session = db.session();
        let before = db.engine.cached_statements();
        for id in 1..=3 {
            session.get(User, id).await?.expect("a row");
        }
        assert_eq!(db.engine.cached_statements() - before, 1);
        for id in 1..=2 {
            let user = session.get(User, id).await?.expect("a row");
            session.load(&user, User::posts).await?;
        }
        assert_eq!(db.engine.cached_statements() - before, 2);
    }
}
