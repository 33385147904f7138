//! What needs no server: databases in memory, pools, transactions that are lost, futures that are `Send`.

use std::future::IntoFuture;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use orm_core::compile::Compiled;
use orm_core::schema::MetaData;
use orm_core::statement::text;

use super::{Engine, Link, create_engine};
use crate::{Connection, Error, MetaDataExt, Result};

/// A query that takes longer than anyone waits for it here.
const SLOW: &str =
    "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000) SELECT count(*) FROM c";

async fn write(conn: &mut Connection, sql: &str) -> Result<u64> {
    Ok(conn.execute(text(sql)).await?.rows_affected())
}

#[tokio::test]
async fn a_database_in_memory_is_shared_by_the_connections_of_one_engine() -> Result<()> {
    let engine = create_engine("sqlite://").connect().await?;
    let other = create_engine("sqlite://").connect().await?;
    let mut conn = engine.begin().await?;
    write(&mut conn, "CREATE TABLE t (a INTEGER)").await?;
    assert_eq!(write(&mut conn, "INSERT INTO t VALUES (1), (2)").await?, 2);
    conn.commit().await?;

    let mut second = engine.acquire().await?;
    assert_eq!(second.scalar::<i64>(text("SELECT count(*) FROM t")).await?, 2);
    assert_eq!(conn.scalar::<i64>(text("SELECT count(*) FROM t")).await?, 2);
    let elsewhere = other.acquire().await?.execute(text("SELECT * FROM t")).all().await;
    assert!(elsewhere.is_err_and(|error| error.is_missing_table()));
    Ok(())
}

#[tokio::test]
async fn a_cancelled_statement_takes_the_transaction_with_it() -> Result<()> {
    let engine = create_engine("sqlite://").connect().await?;
    let mut conn = engine.begin().await?;
    write(&mut conn, "CREATE TABLE t (a INTEGER)").await?;
    conn.commit().await?;
    write(&mut conn, "INSERT INTO t VALUES (1)").await?;
    let cancelled = tokio::time::timeout(Duration::from_millis(10), conn.execute(text(SLOW)).all()).await;
    assert!(cancelled.is_err() && conn.in_transaction());
    assert!(matches!(write(&mut conn, "INSERT INTO t VALUES (2)").await, Err(Error::InvalidState(_))));
    assert!(matches!(conn.commit().await, Err(Error::InvalidState(_))));
    conn.rollback().await?;
    assert_eq!(conn.scalar::<i64>(text("SELECT count(*) FROM t")).await?, 0);
    Ok(())
}

#[tokio::test]
async fn an_exhausted_pool_says_so() -> Result<()> {
    let engine = create_engine("sqlite://").pool_size(1).max_overflow(0);
    let engine = engine.pool_timeout(Duration::from_millis(100)).connect().await?;
    let held = engine.acquire().await?;
    let message = engine.acquire().await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("1 of 1 are in use (pool_size 1 + max_overflow 0)"), "{message}");
    drop(held);
    engine.acquire().await?;
    engine.close().await;
    assert!(matches!(engine.acquire().await, Err(Error::Connect(_))));
    Ok(())
}

#[tokio::test]
async fn listeners_hear_of_every_statement() -> Result<()> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = heard.clone();
    let engine = create_engine("sqlite://").on_statement(move |event| {
        if let Ok(mut heard) = listener.lock() {
            heard.push(format!("{} {:?} {} {}", event.sql, event.params, event.rows, event.error.is_some()));
        }
    });
    let mut conn = engine.connect().await?.acquire().await?;
    conn.execute(text("SELECT :n").bind("n", 1_i64)).all().await?;
    assert!(write(&mut conn, "nonsense").await.is_err());
    conn.rollback().await?;
    let heard = heard.lock().map(|heard| heard.clone()).unwrap_or_default();
    assert_eq!(heard, ["BEGIN [] 0 false", "SELECT ? [I64(1)] 1 false", "nonsense [] 0 true", "ROLLBACK [] 0 false"]);
    assert_eq!(conn.engine().statement_count(), 2);
    Ok(())
}

#[test]
fn connections_and_engines_may_be_dropped_outside_of_the_runtime() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Error::InvalidState(error.to_string()))?;
    let (engine, open) = runtime.block_on(async {
        let engine = create_engine("sqlite://").connect().await?;
        let mut conn = engine.begin().await?;
        write(&mut conn, "CREATE TABLE t (a INTEGER)").await?;
        Ok::<_, Error>((engine, conn))
    })?;
    drop(open);
    let open = runtime.block_on(engine.begin())?;
    drop(runtime);
    drop(open);
    Ok(())
}

#[test]
fn futures_are_send() {
    fn send<T: Send>(_future: T) {}

    #[allow(dead_code)] // compiled, not run
    fn check(engine: &Engine, conn: &mut Connection, link: &mut Link, metadata: &MetaData, compiled: Compiled) {
        send(create_engine("").connect());
        send(engine.acquire());
        send(engine.begin());
        send(engine.close());
        send(conn.execute(text("")).into_future());
        send(conn.execute(text("")).all());
        send(conn.execute(text("")).first());
        send(conn.execute(text("")).one());
        send(conn.scalar::<i64>(text("")));
        send(conn.begin());
        send(conn.commit());
        send(conn.rollback());
        send(metadata.create_all(engine));
        send(metadata.drop_all(engine));
        send(async move {
            let mut rows = 0;
            link.fetch(compiled.clone(), None, &mut |row| {
                rows += row.len();
                Ok(())
            })
            .await?;
            link.execute(compiled, None).await?;
            link.execute_raw("").await?;
            link.commit().await?;
            link.rollback().await
        });
    }
}
