//! Connections that are lost, and commits of which nobody knows whether they happened.

#[path = "lost/proxy.rs"]
mod proxy;

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};
use proxy::{Commit, Proxy};

use crate::models::*;

/// The URL of a database, through a proxy.
fn through(db: &TestDb) -> (Proxy, String) {
    let (scheme, rest) = db.url.split_once("://").unwrap();
    let (address, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = address.split_once('/').unwrap();
    let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (port, socket, plain) = match db.backend {
        Backend::Postgres => ("5432", "host", "sslmode=disable"),
        _ => ("3306", "socket", "ssl-mode=DISABLED"),
    };
    let mut server = if host.contains(':') { host.to_owned() } else { format!("{host}:{port}") };
    let mut kept = vec![plain.to_owned()];
    for option in options.split('&').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some((name, path)) if name == socket && db.backend == Backend::Postgres => {
                server = format!("{path}/.s.PGSQL.{port}")
            }
            Some((name, path)) if name == socket => server = path.to_owned(),
            _ => kept.push(option.to_owned()),
        }
    }
    let proxy = Proxy::before(&server.replace("localhost:", "127.0.0.1:"));
    let url = format!("{scheme}://{login}@127.0.0.1:{}/{database}?{}", proxy.port, kept.join("&"));
    (proxy, url)
}

/// What ends the connections of others, and names one's own.
fn killing(db: &TestDb) -> (&'static str, fn(i64) -> String) {
    match db.backend {
        Backend::Postgres => ("SELECT pg_backend_pid()::bigint", |id| format!("SELECT pg_terminate_backend({id})")),
        _ => ("SELECT CAST(CONNECTION_ID() AS SIGNED)", |id| format!("KILL {id}")),
    }
}

async fn kill(db: &TestDb, id: i64) -> orm::Result<()> {
    let mut conn = db.engine.acquire().await?;
    conn.execute(text(killing(db).1(id))).await?;
    conn.commit().await?;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    Ok(())
}

db_test! {
    async fn a_commit_without_an_answer_says_that_its_outcome_is_unknown(db: &TestDb) {
        if db.backend == Backend::Sqlite {
            return Ok(());
        }
        db.create(&metadata![Node]).await?;
        let (proxy, url) = through(db);
        for lost in [Commit::LoseAnswer, Commit::Lose] {
            let engine = create_engine(&url).connect().await?;
            let mut session = Session::new(&engine);
            let node = session.add(Node::builder().name(format!("{lost:?}")));
            session.flush().await?;
            proxy.on_commit(lost);
            let error = session.commit().await.unwrap_err();
            proxy.on_commit(Commit::Pass);
            assert!(matches!(error, orm::Error::CommitUnknown { .. }), "{error}");
            assert!(error.is_outcome_unknown() && error.is_connection_lost() && !error.is_retryable());
            let next = session.query(Node).count().await.unwrap_err();
            assert!(matches!(next, orm::Error::PendingRollback { .. }) && next.is_outcome_unknown() && !next.is_retryable());
            let message = next.to_string();
            assert!(message.contains("unknown whether the commit happened") && !message.contains("was rolled back"), "{message}");
            session.rollback().await?;
            assert_eq!(Instance::lifecycle(&node), Lifecycle::Transient);
            let there = session.query(Node).filter(Node::name.eq(format!("{lost:?}"))).count().await?;
            assert_eq!(there, i64::from(lost == Commit::LoseAnswer));
            session.commit().await?;

            let mut conn = engine.acquire().await?;
            conn.execute(insert(Node).values([Node::builder().name("core")])).await?;
            proxy.on_commit(lost);
            assert!(conn.commit().await.unwrap_err().is_outcome_unknown());
            proxy.on_commit(Commit::Pass);
            assert!(conn.execute(select(Node)).all().await.unwrap_err().is_outcome_unknown());
            conn.rollback().await?;
            conn.execute(select(Node)).all().await?;
        }
    }

    async fn a_session_whose_connection_broke_says_so(db: &TestDb) {
        if db.backend == Backend::Sqlite {
            return Ok(());
        }
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        session.add(Node::builder().name("before"));
        let id: i64 = session.scalar(text(killing(db).0)).await?;
        kill(db, id).await?;
        let error = session.query(Node).all().await.unwrap_err();
        assert!(error.is_connection_lost() && error.is_retryable() && !error.is_outcome_unknown(), "{error}");
        for _ in 0..3 {
            let next = session.query(Node).all().await.unwrap_err();
            assert!(matches!(next, orm::Error::PendingRollback { .. }), "{next}");
            assert!(next.is_connection_lost() && next.is_retryable() && next.to_string().contains("connection lost"), "{next}");
        }
        session.rollback().await?;
        assert_eq!(session.query(Node).count().await?, 0);

        let mut conn = db.engine.begin().await?;
        let id: i64 = conn.scalar(text(killing(db).0)).await?;
        kill(db, id).await?;
        assert!(conn.execute(select(Node)).all().await.unwrap_err().is_connection_lost());
        assert!(matches!(conn.execute(delete(Node)).await, Err(orm::Error::PendingRollback { .. })));
        conn.rollback().await?;
        // Outside of a transaction there is nothing to roll back: the next read takes another connection.
        let id: i64 = conn.scalar(select(text(killing(db).0.trim_start_matches("SELECT ")).expr::<i64>())).await?;
        kill(db, id).await?;
        assert!(conn.execute(select(Node)).all().await.unwrap_err().is_connection_lost());
        conn.execute(select(Node)).all().await?;
    }

    async fn connections_that_died_in_the_pool_cost_no_error(db: &TestDb) {
        if db.backend == Backend::Sqlite {
            return Ok(());
        }
        let engine = create_engine(&db.url).pool_size(5).connect().await?;
        let mut sessions: Vec<_> = (0..5).map(|_| Session::new(&engine)).collect();
        let mut ids = Vec::new();
        for session in &mut sessions {
            ids.push(session.scalar::<i64>(text(killing(db).0)).await?);
        }
        for session in &mut sessions {
            session.commit().await?;
        }
        for id in ids {
            kill(db, id).await?;
        }
        for session in &mut sessions {
            assert_eq!(session.scalar::<i64>(text("SELECT 1")).await?, 1);
        }
    }

    async fn a_commit_that_was_cancelled_is_unknown_too(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        session.add(Node::builder().name("one"));
        session.flush().await?;
        let cancelled = tokio::time::timeout(std::time::Duration::ZERO, session.commit()).await;
        if cancelled.is_err() {
            let error = session.query(Node).count().await.unwrap_err();
            assert!(error.is_outcome_unknown() && error.to_string().contains("commit() was cancelled"), "{error}");
            session.rollback().await?;
        }
        session.query(Node).count().await?;
    }
}
