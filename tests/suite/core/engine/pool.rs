//! The pool.

use std::time::Duration;

use orm::prelude::*;
use orm_tests::{Backend, db_test};

db_test! {
    async fn a_connection_too_many_is_an_error_that_explains_the_pool(db: &TestDb) {
        let pool = create_engine(&db.url).pool_size(1).max_overflow(1).pool_timeout(Duration::from_millis(200));
        let engine = pool.connect().await?;
        let mut first = engine.acquire().await?;
        let second = engine.begin().await?;
        let error = engine.acquire().await.unwrap_err();
        assert!(matches!(error, orm::Error::Connect(_)));
        let message = error.to_string();
        assert!(message.contains("2") && message.contains("200ms") && message.contains("session"), "{message}");
        drop(second);
        engine.acquire().await?;
        assert_eq!(first.scalar::<i64>(text("SELECT 1")).await?, 1);
        Ok::<_, orm::Error>(())?;
    }

    async fn a_connection_goes_back_at_commit_and_rollback(db: &TestDb) {
        let pool = create_engine(&db.url).pool_size(1).max_overflow(0).pool_timeout(Duration::from_secs(2));
        let engine = pool.connect().await?;
        let mut first = engine.begin().await?;
        first.commit().await?;
        let mut second = engine.begin().await?;
        second.rollback().await?;
        assert_eq!(first.scalar::<i64>(text("SELECT 1")).await?, 1);
    }

    async fn pre_ping_and_recycle_hand_out_connections_that_work(db: &TestDb) {
        let engine = create_engine(&db.url).pool_pre_ping(true).pool_recycle(Duration::from_millis(1)).connect().await?;
        for n in 0..5_i64 {
            let mut conn = engine.acquire().await?;
            assert_eq!(conn.scalar::<i64>(text("SELECT :n").bind("n", n)).await?, n);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn options_may_mean_no_limit(db: &TestDb) {
        let builders = [
            create_engine(&db.url).pool_timeout(Duration::MAX),
            create_engine(&db.url).pool_size(u32::MAX),
            create_engine(&db.url).max_overflow(u32::MAX),
            create_engine(&db.url).pool_size(u32::MAX).max_overflow(u32::MAX).pool_recycle(Duration::MAX),
        ];
        for builder in builders {
            let engine = builder.statement_cache_size(usize::MAX).connect().await?;
            assert_eq!(engine.acquire().await?.scalar::<i64>(text("SELECT 1")).await?, 1);
            engine.close().await;
        }
    }

    async fn without_a_cache_nothing_is_prepared_under_a_name(db: &TestDb) {
        if db.backend != Backend::Postgres {
            return Ok(());
        }
        let engine = create_engine(format!("{}&statement-cache-capacity=0", db.url)).connect().await?;
        let mut conn = engine.acquire().await?;
        for n in 0..3_i64 {
            assert_eq!(conn.scalar::<i64>(select(literal(n))).await?, n);
            // A pooler may give the next transaction to another session of the server: what is prepared is executed within one.
            assert!(conn.in_transaction());
            let named: i64 = conn.scalar(text("SELECT count(*) FROM pg_prepared_statements")).await?;
            assert_eq!(named, 0);
            conn.commit().await?;
        }
    }

    async fn many_tasks_share_few_connections(db: &TestDb) {
        let engine = create_engine(&db.url).pool_size(2).max_overflow(0).connect().await?;
        let tasks = (0..50_i64).map(|n| {
            let engine = engine.clone();
            tokio::spawn(async move { engine.acquire().await?.scalar::<i64>(text("SELECT :n").bind("n", n)).await })
        });
        for (n, task) in (0..).zip(tasks.collect::<Vec<_>>()) {
            assert_eq!(task.await??, n);
        }
    }

    async fn a_closed_engine_refuses_connections(db: &TestDb) {
        let engine = create_engine(&db.url).connect().await?;
        engine.close().await;
        let error = engine.acquire().await.unwrap_err();
        assert!(matches!(error, orm::Error::Connect(_)), "{error}");
    }
}
