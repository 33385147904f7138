//! The pool.

use std::time::Duration;

use orm::prelude::*;
use orm_tests::db_test;

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
