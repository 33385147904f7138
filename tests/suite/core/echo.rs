//! `echo(true)`: statements in the log.

use orm::prelude::*;
use orm_tests::{CapturedLog, db_test};

use super::models::*;

/// `tracing` remembers per place in the code whether anybody listens, and a thread without a listener may be the first to ask.
#[test]
fn a_thread_that_nobody_listens_to_does_not_silence_the_others() {
    let event = || tracing::warn!("somebody listens");
    let (log, _guard) = CapturedLog::collect();
    std::thread::spawn(event).join().unwrap();
    event();
    assert_eq!(log.lines().len(), 1);
}

/// A subscriber anywhere in the process counts: this one is alone in its own.
#[test]
fn without_a_subscriber_statements_go_to_standard_error() {
    const ALONE: &str = "ORM_TEST_ECHO_ALONE";
    if std::env::var_os(ALONE).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let echoed = async {
            let engine = create_engine("sqlite::memory:").echo(true).connect().await?;
            engine.acquire().await?.scalar::<i64>(text("SELECT :n + 1").bind("n", 41)).await
        };
        assert_eq!(runtime.block_on(echoed).unwrap(), 42);
        return;
    }
    let name = std::thread::current().name().unwrap().to_owned();
    let alone = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&alone.stderr);
    assert!(alone.status.success() && printed.contains("orm::sql: SELECT ? + 1 [41] rows=1 ("), "{printed}");
}

db_test! {
    async fn statements_are_logged_with_their_values(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).connect().await?;
        metadata![User].create_all(&engine).await?;
        let mut conn = engine.acquire().await?;
        let (log, _guard) = CapturedLog::collect();
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
        let (log, _guard) = CapturedLog::collect();
        conn.scalar::<String>(text("SELECT :secret").bind("secret", "s3cret")).await?;
        let log = log.lines().join("\n");
        assert!(log.contains("SELECT ") && log.contains("[hidden]") && !log.contains("s3cret"), "{log}");
    }

    async fn failures_are_logged_with_the_reason(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).connect().await?;
        let mut conn = engine.acquire().await?;
        let (log, _guard) = CapturedLog::collect();
        conn.execute(text("SELECT * FROM nowhere")).await.unwrap_err();
        let log = log.lines().join("\n");
        assert!(log.contains("SELECT * FROM nowhere failed: table does not exist"), "{log}");
    }

    async fn many_values_are_cut_short(db: &TestDb) {
        let engine = create_engine(&db.url).echo(true).connect().await?;
        let mut conn = engine.acquire().await?;
        metadata![User].create_all(&engine).await?;
        let (log, _guard) = CapturedLog::collect();
        conn.execute(select(User::id).filter(User::name.in_((0..1_000).map(|n| format!("value {n}"))))).all().await?;
        let long = "long ".repeat(100_000);
        conn.scalar::<i64>(text("SELECT 1 WHERE :text <> '' OR 1 = 1").bind("text", long)).await?;
        let log = log.lines().join("\n");
        assert!(log.contains("'value 0'") && !log.contains("'value 999'"), "{log}");
        assert!(log.contains("'long long ") && log.contains(" … 500000 bytes") && log.len() < 6_000, "{log}");
    }

    async fn nothing_is_logged_without_echo(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let (log, _guard) = CapturedLog::collect();
        conn.scalar::<i64>(text("SELECT 1")).await?;
        conn.commit().await?;
        assert_eq!(log.lines(), [""; 0]);
    }

    async fn a_transaction_dropped_with_changes_is_warned_of(db: &TestDb) {
        let mut conn = filled(db).await?;
        let (log, _guard) = CapturedLog::collect();
        conn.execute(delete(Comment)).await?;
        drop(conn);
        let log = log.lines().join("\n");
        assert!(log.contains("WARN") && log.contains("without commit() or rollback()"), "{log}");
    }
}
