//! SQLite databases in memory: one per engine, shared by its connections, gone with it.

use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    pub text: String,
}

async fn engine() -> orm::Result<Engine> {
    let engine = create_engine("sqlite::memory:").connect().await?;
    metadata![Note].create_all(&engine).await?;
    Ok(engine)
}

async fn count(engine: &Engine) -> orm::Result<i64> {
    engine.acquire().await?.scalar(select(func::count(Note::id))).await
}

#[tokio::test]
async fn every_form_of_the_url_is_a_database_of_its_own() -> orm::Result<()> {
    let mut engines = Vec::new();
    for url in [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite::memory:",
        "sqlite+aiosqlite://",
        "sqlite+pysqlite:///:memory:",
        "sqlite::memory:",
    ] {
        let engine = create_engine(url).connect().await?;
        assert_eq!(metadata![Note].create_all(&engine).await?, ["notes"], "{url}");
        engines.push(engine);
    }
    Ok(())
}

#[tokio::test]
async fn concurrent_connections_and_sessions_share_it() -> orm::Result<()> {
    let engine = engine().await?;
    let mut first = Session::new(&engine);
    first.add(Note::builder().text("one"));
    first.commit().await?;
    let mut held = engine.begin().await?;
    assert_eq!(held.scalar::<i64>(select(func::count(Note::id))).await?, 1);
    let mut second = Session::new(&engine);
    assert_eq!(second.scalars(select(Note)).one().await?.text, "one");
    let tasks: Vec<_> = (0..5)
        .map(|_| {
            let engine = engine.clone();
            tokio::spawn(async move { count(&engine).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("no panic")?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn it_outlives_its_connections() -> orm::Result<()> {
    let engine = engine().await?;
    {
        let mut conn = engine.acquire().await?;
        conn.execute(insert(Note).values([Note::builder().text("kept")])).await?;
        conn.commit().await?;
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(count(&engine).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_write_that_waits_for_another_gets_its_turn() -> orm::Result<()> {
    let engine = engine().await?;
    let writers: Vec<_> = (0..10)
        .map(|n| {
            let engine = engine.clone();
            tokio::spawn(async move {
                let mut conn = engine.acquire().await?;
                conn.execute(insert(Note).values([Note::builder().text(n.to_string())])).await?;
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                conn.commit().await
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("no panic")?;
    }
    assert_eq!(count(&engine).await?, 10);
    Ok(())
}

#[tokio::test]
async fn it_is_gone_with_its_engine() -> orm::Result<()> {
    let first = engine().await?;
    first.close().await;
    let error = count(&first).await.unwrap_err();
    assert!(matches!(error, orm::Error::Connect(_)), "{error}");
    drop(first);
    let second = engine().await?;
    assert_eq!(count(&second).await?, 0);
    Ok(())
}
