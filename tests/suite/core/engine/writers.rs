//! SQLite's one writer at a time: who will write can say so, and those of one engine stand in line.

use std::path::Path;
use std::time::{Duration, Instant};

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "accounts")]
struct Account {
    #[column(primary_key)]
    id: i64,
    balance: i64,
}

/// An engine on a file, or in memory, with accounts of 100 each.
async fn bank(
    test: &str,
    accounts: i64,
    builder: impl Fn(orm::EngineBuilder) -> orm::EngineBuilder,
) -> orm::Result<Engine> {
    let url = if test.is_empty() {
        "sqlite::memory:".to_owned()
    } else {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("writers").join(test);
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        format!("sqlite:///{}", directory.join("bank.db").display())
    };
    let engine = builder(create_engine(url)).connect().await?;
    metadata![Account].create_all(&engine).await?;
    let mut session = Session::new(&engine);
    for id in 1..=accounts {
        session.add(Account::builder().id(id).balance(100));
    }
    session.commit().await?;
    Ok(engine)
}

/// How a transaction says that it will write.
#[derive(Clone, Copy, PartialEq)]
enum Say {
    /// It begins so.
    BeginImmediate,
    /// Its first select locks.
    ForUpdate,
    /// The engine does.
    Engine,
}

async fn transfer(session: &mut Session, say: Say, from: i64, to: i64) -> orm::Result<()> {
    if say == Say::BeginImmediate {
        session.begin_immediate().await?;
    }
    let both = select(Account).filter(Account::id.in_([from, to])).order_by(Account::id);
    let both = if say == Say::ForUpdate { both.for_update() } else { both };
    let both = session.scalars(both).all().await?;
    for account in both {
        let change = if account.id == from { -1 } else { 1 };
        account.edit().balance += change;
    }
    session.commit().await
}

/// Tasks that each move 1 from an account to the next, and are never refused.
async fn transfers(engine: &Engine, say: Say) -> orm::Result<()> {
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let engine = engine.clone();
            tokio::spawn(async move {
                for n in 0..10 {
                    let mut session = Session::new(&engine);
                    transfer(&mut session, say, 1 + (task + n) % 5, 1 + (task + n + 1) % 5).await?;
                }
                Ok::<_, orm::Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic")?;
    }
    let sum: Option<i64> = engine.acquire().await?.scalar(select(func::sum(Account::balance))).await?;
    assert_eq!(sum, Some(500));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_that_say_that_they_write_are_never_refused() -> orm::Result<()> {
    for test in ["", "says"] {
        let engine = bank(test, 5, |builder| builder).await?;
        transfers(&engine, Say::BeginImmediate).await?;
        transfers(&engine, Say::ForUpdate).await?;
        engine.close().await;
        let engine = bank(test, 5, |builder| builder.begin_immediate(true)).await?;
        transfers(&engine, Say::Engine).await?;
        engine.close().await;
    }
    Ok(())
}

/// More of them than fit into the 5 seconds that SQLite waits for one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_stand_in_line_as_long_as_it_moves() -> orm::Result<()> {
    let engine = bank("line", 1, |builder| builder.pool_size(60)).await?;
    let writers: Vec<_> = (0..60)
        .map(|_| {
            let engine = engine.clone();
            tokio::spawn(async move {
                let mut session = Session::new(&engine);
                let start = Instant::now();
                session.execute(update(Account).set(Account::balance, Account::balance + 1)).await?;
                let waited = start.elapsed();
                tokio::time::sleep(Duration::from_millis(100)).await;
                session.commit().await?;
                Ok::<_, orm::Error>(waited)
            })
        })
        .collect();
    let mut waits = Vec::new();
    for writer in writers {
        waits.push(writer.await.expect("no panic")?);
    }
    assert_eq!(Session::new(&engine).get_one(Account, 1).await?.balance, 160);
    assert!(waits.iter().any(|wait| *wait > Duration::from_secs(5)), "{waits:?}");
    Ok(())
}

#[tokio::test]
async fn who_waits_for_one_that_does_not_end_is_told_so() -> orm::Result<()> {
    let engine = bank("stuck", 1, |builder| builder).await?;
    let mut first = Session::new(&engine);
    first.execute(update(Account).set(Account::balance, 0)).await?;
    let mut second = Session::new(&engine);
    let error = second.execute(update(Account).set(Account::balance, 1)).await.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("5 seconds"), "{error}");
    first.commit().await?;
    second.execute(update(Account).set(Account::balance, 1)).await?;
    second.commit().await?;
    // Who gives up its place, or its turn, leaves it to others.
    first.execute(update(Account).set(Account::balance, 2)).await?;
    let waiting = second.execute(update(Account).set(Account::balance, 3));
    tokio::time::timeout(Duration::from_millis(20), async { waiting.await }).await.unwrap_err();
    drop(first);
    second.execute(update(Account).set(Account::balance, 4)).await?;
    second.commit().await?;
    assert_eq!(second.get_one(Account, 1).await?.balance, 4);
    Ok(())
}

#[tokio::test]
async fn a_lock_in_memory_says_that_it_is_there() -> orm::Result<()> {
    let engine = bank("", 1, |builder| builder).await?;
    let mut test = Session::new(&engine);
    test.get_one(Account, 1).await?;
    let mut app = Session::new(&engine);
    app.get_one(Account, 1).await?.edit().balance = 7;
    let error = app.commit().await.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("this SQLite database is in memory"), "{error}");
    Ok(())
}

db_test! {
    async fn a_select_that_locks_begins_a_transaction_that_writes(db: &TestDb) {
        let begin = if db.engine.dialect().name == "SQLite" { "BEGIN IMMEDIATE" } else { "BEGIN" };
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        session.scalars(select(Account).for_update()).all().await?;
        session.commit().await?;
        assert_eq!(db.log.take_all()[0], begin);
        session.begin_immediate().await?;
        session.query(Account).count().await?;
        session.commit().await?;
        assert_eq!(db.log.take_all()[0], begin);
        session.begin_immediate().await?;
        session.begin_immediate().await.unwrap_err();
        session.rollback().await?;
        session.query(Account).count().await?;
        session.commit().await?;
        db.log.take_all();
        let mut conn = db.engine.begin().await?;
        conn.begin_immediate().await?;
        conn.commit().await?;
        assert_eq!(db.log.take_all(), if begin == "BEGIN" { vec!["BEGIN", "COMMIT"] } else { vec!["BEGIN", begin, "COMMIT"] });
    }
}
