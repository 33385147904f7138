//! Futures that are dropped at any await: the session is as it was, or asks for a rollback.

use std::future::Future;
use std::task::Poll;

use orm::prelude::*;
use orm_tests::{TestDb, TestResult, db_test};

use crate::models::*;

/// Polls a future so many times, and drops it.
pub(crate) async fn poll_for<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    for _ in 0..times {
        let polled = std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
        if let Poll::Ready(output) = polled {
            return Some(output);
        }
        // The database gets time to answer, so that each poll comes further than the last.
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    None
}

/// Changes a user, adds one, and cancels what `step` does with them after a number of polls: more each time, until it comes to its end.
async fn cancel<F>(db: &TestDb, step: F) -> TestResult
where
    F: AsyncFn(&mut Session) -> orm::Result<()>,
{
    db.create(&metadata![Node]).await?;
    let mut session = db.session();
    session.add(Node::builder().name("old"));
    session.commit().await?;
    for times in 1..200 {
        let mut session = db.session();
        let old = session.query(Node).filter(Node::name.eq("old")).one().await?;
        session.commit().await?;
        old.edit().name = "changed".into();
        let new = session.add(Node::builder().name("new"));
        let outcome = poll_for(times, step(&mut session)).await;
        if let Some(outcome) = outcome {
            outcome?;
            return Ok(());
        }
        match session.flush().await {
            // As if nothing had happened: what was pending is written now.
            Ok(()) => assert_eq!((Instance::lifecycle(&new), old.name.as_str()), (Lifecycle::Persistent, "changed")),
            Err(orm::Error::PendingRollback { .. }) => {
                assert!(matches!(session.query(Node).count().await, Err(orm::Error::PendingRollback { .. })));
            }
            Err(error) => panic!("{error}"),
        }
        session.rollback().await?;
        assert_eq!((Instance::lifecycle(&new), new.id), (Lifecycle::Transient, 0));
        assert_eq!(old.name, "old");
        let names: Vec<String> = session.scalars(select(Node::name).order_by(Node::id)).all().await?;
        // A commit that was cancelled may have happened; then there is nothing more to try.
        if names != ["old"] {
            assert_eq!(names, ["changed", "new"]);
            return Ok(());
        }
    }
    panic!("it never came to its end");
}

db_test! {
    async fn flush(db: &TestDb) {
        cancel(db, async |session| session.flush().await).await?;
    }

    async fn commit(db: &TestDb) {
        cancel(db, async |session| session.commit().await).await?;
    }

    async fn rollback(db: &TestDb) {
        cancel(db, async |session| {
            session.flush().await?;
            session.rollback().await
        })
        .await?;
    }

    async fn savepoints(db: &TestDb) {
        cancel(db, async |session| {
            let mut nested = session.begin_nested().await?;
            nested.add(Node::builder().name("inside"));
            nested.flush().await?;
            let mut inner = nested.begin_nested().await?;
            inner.query(Node).count().await?;
            inner.rollback().await?;
            nested.rollback().await?;
            session.rollback().await
        })
        .await?;
    }

    async fn a_cancelled_savepoint_can_be_rolled_back_alone(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let outer = session.add(Node::builder().name("outer"));
        for times in 0..60 {
            let work = session.nested(async |session| {
                session.add(Node::builder().name("inner"));
                session.flush().await?;
                session.query(Node).count().await?;
                Err::<(), _>(orm::Error::NoResultFound(Default::default()))
            });
            let outcome = poll_for(times, work).await;
            if outcome.is_some() {
                break;
            }
            // Lost with the statement that was under way, or usable.
            if session.flush().await.is_err() {
                session.rollback().await?;
                session.add(&outer);
            }
            assert_eq!(session.query(Node).count().await?, 1);
        }
        session.commit().await?;
        assert_eq!(session.query(Node).one().await?.name, "outer");
    }

    async fn a_cancelled_delete_marks_nothing(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        session.add(User::builder().name("Alice").posts([Post::builder().title("one").comments([Comment::builder().text("c")])]));
        session.commit().await?;
        for times in 1..200 {
            let mut session = db.session();
            let alice = session.query(User).one().await?;
            let outcome = poll_for(times, session.delete(&alice)).await;
            if let Some(outcome) = outcome {
                outcome?;
                assert_eq!(session.deleted().len(), 2);
                return Ok(());
            }
            assert!(session.deleted().is_empty(), "after {times} polls");
            match session.commit().await {
                Ok(()) | Err(orm::Error::PendingRollback { .. }) => {}
                Err(error) => panic!("{error}"),
            }
            session.rollback().await?;
            assert_eq!(session.query(User).count().await?, 1);
        }
        panic!("it never came to its end");
    }
}
