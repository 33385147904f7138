//! SQLite databases in files.

use std::path::{Path, PathBuf};

use orm::prelude::*;

/// A path in a fresh directory.
fn path(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sqlite_files").join(test);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    directory.join("a b.db")
}

/// Writes through one engine, reads through another.
async fn write_and_read(write: &str, read: &str) -> orm::Result<i64> {
    let engine = create_engine(write).connect().await?;
    let mut conn = engine.acquire().await?;
    conn.execute(text("CREATE TABLE IF NOT EXISTS t (n INTEGER)")).await?;
    conn.execute(text("INSERT INTO t VALUES (1)")).await?;
    conn.commit().await?;
    drop(conn);
    engine.close().await;
    let engine = create_engine(read).connect().await?;
    let count = engine.acquire().await?.scalar(text("SELECT count(*) FROM t")).await;
    engine.close().await;
    count
}

#[tokio::test]
async fn a_file_is_made_and_found_again_by_every_form_of_its_url() -> orm::Result<()> {
    let path = path("forms");
    let absolute = path.display();
    let up = "../".repeat(std::env::current_dir().unwrap().components().count() - 1);
    let relative = format!("{up}{}", path.strip_prefix("/").unwrap().display());
    let forms = [
        format!("sqlite:///{absolute}"),
        format!("sqlite:///{relative}"),
        format!("sqlite://{relative}"),
        format!("sqlite:{relative}"),
        format!("sqlite:{absolute}"),
        format!("sqlite+aiosqlite:///{absolute}"),
        format!("sqlite+pysqlite:///{relative}"),
        format!("sqlite:///{absolute}?mode=rw"),
    ];
    for (written, form) in (1..).zip(&forms) {
        assert_eq!(write_and_read(form, &forms[0]).await?, written, "{form}");
    }
    assert!(path.exists());
    Ok(())
}

#[tokio::test]
async fn a_file_that_may_only_be_read_is_not_written() -> orm::Result<()> {
    let path = path("read_only");
    let url = format!("sqlite:///{}", path.display());
    write_and_read(&url, &url).await?;
    let engine = create_engine(format!("{url}?mode=ro")).connect().await?;
    let mut conn = engine.acquire().await?;
    assert_eq!(conn.scalar::<i64>(text("SELECT count(*) FROM t")).await?, 1);
    let error = conn.execute(text("INSERT INTO t VALUES (2)")).await.unwrap_err();
    assert!(error.to_string().contains("readonly"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_file_that_must_exist_is_not_made() {
    let path = path("must_exist");
    let error = create_engine(format!("sqlite:///{}?mode=rw", path.display())).connect().await.unwrap_err();
    assert!(matches!(error, orm::Error::Connect(_)), "{error}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_directory_that_does_not_exist_is_an_error() {
    let path = path("no_directory").with_file_name("nowhere").join("app.db");
    let error = create_engine(format!("sqlite:///{}", path.display())).connect().await.unwrap_err();
    assert!(matches!(error, orm::Error::Connect(_)));
    let message = error.to_string();
    assert!(message.starts_with("cannot connect to the database: ") && message.contains("unable to open"), "{message}");
}

#[tokio::test]
async fn connections_of_one_file_enforce_foreign_keys_and_wait_for_each_other() -> orm::Result<()> {
    let path = path("concurrent");
    let engine = create_engine(format!("sqlite:///{}", path.display())).connect().await?;
    let mut conn = engine.acquire().await?;
    conn.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY, of INTEGER REFERENCES t (n))")).await?;
    conn.commit().await?;
    let error = conn.execute(text("INSERT INTO t VALUES (1, 2)")).await.unwrap_err();
    assert!(error.is_foreign_key_violation());
    conn.rollback().await?;
    let writers = (1..=20).map(|n: i64| {
        let engine = engine.clone();
        tokio::spawn(async move {
            let mut conn = engine.acquire().await?;
            conn.execute(text("INSERT INTO t (n) VALUES (:n)").bind("n", n)).await?;
            conn.commit().await
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("no panic")?;
    }
    assert_eq!(conn.scalar::<i64>(text("SELECT count(*) FROM t")).await?, 20);
    Ok(())
}
