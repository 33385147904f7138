//! `echo(true)`: statements in the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use orm::prelude::*;
use orm_tests::db_test;
use tracing_subscriber::util::SubscriberInitExt;

use super::models::*;

/// What was logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Collects what this thread logs while the guard lives.
    pub fn collect() -> (Log, impl Drop) {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(move || writer.clone());
        (log, subscriber.finish().set_default())
    }

    pub fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

db_test! {
    async fn statements_are_logged_with_their_values(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).connect().await?;
        metadata![User].create_all(&engine).await?;
        let mut conn = engine.acquire().await?;
        let (log, _guard) = Log::collect();
        let age = Some(30);
        conn.execute(update(User).filter(User::name.eq("O'Hara")).set(User::age, age).set(User::email, None)).await?;
        conn.commit().await?;
        let lines = log.lines();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines.iter().all(|line| line.contains("INFO orm::sql: ")), "{lines:?}");
        assert!(lines[0].contains("BEGIN") && lines[2].contains("COMMIT"), "{lines:?}");
        assert!(lines[1].contains("UPDATE ") && lines[1].contains(" [30, NULL, 'O''Hara']"), "{lines:?}");
        assert!(lines[1].contains("rows=0 elapsed="), "{lines:?}");
    }

    async fn values_can_be_hidden(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).hide_parameters(true).connect().await?;
        let mut conn = engine.acquire().await?;
        let (log, _guard) = Log::collect();
        conn.scalar::<String>(text("SELECT :secret").bind("secret", "s3cret")).await?;
        let log = log.lines().join("\n");
        assert!(log.contains("SELECT ") && log.contains("[hidden]") && !log.contains("s3cret"), "{log}");
    }

    async fn failures_are_logged_with_the_reason(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).connect().await?;
        let mut conn = engine.acquire().await?;
        let (log, _guard) = Log::collect();
        conn.execute(text("SELECT * FROM nowhere")).await.unwrap_err();
        let log = log.lines().join("\n");
        assert!(log.contains("SELECT * FROM nowhere failed: table does not exist"), "{log}");
    }

    async fn many_values_are_cut_short(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).connect().await?;
        let mut conn = engine.acquire().await?;
        metadata![User].create_all(&engine).await?;
        let (log, _guard) = Log::collect();
        conn.execute(select(User::id).filter(User::name.in_((0..1_000).map(|n| format!("value {n}"))))).all().await?;
        let long = "long ".repeat(100_000);
        conn.scalar::<i64>(text("SELECT 1 WHERE :text <> '' OR 1 = 1").bind("text", long)).await?;
        let log = log.lines().join("\n");
        assert!(log.contains("'value 0'") && !log.contains("'value 999'"), "{log}");
        assert!(log.contains("'long long ") && log.contains(" … 500000 bytes") && log.len() < 6_000, "{log}");
    }

    async fn nothing_is_logged_without_echo(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let (log, _guard) = Log::collect();
        conn.scalar::<i64>(text("SELECT 1")).await?;
        conn.commit().await?;
        assert_eq!(log.lines(), [""; 0]);
    }

    async fn a_transaction_dropped_with_changes_is_warned_of(db: &TestDb) {
        let mut conn = filled(db).await?;
        let (log, _guard) = Log::collect();
        conn.execute(delete(Comment)).await?;
        drop(conn);
        let log = log.lines().join("\n");
        assert!(log.contains("WARN") && log.contains("without commit() or rollback()"), "{log}");
    }
}
