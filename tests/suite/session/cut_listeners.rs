//! Listeners that fail, panic, or whose future is dropped: a transaction does not go on without what they were to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use orm::prelude::*;
use orm_tests::{TestDb, TestResult, db_test};

use super::cancellation::poll_for;
use crate::models::*;

/// How a listener is cut short.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cut {
    Dropped,
    Panics,
    Fails,
}

const CUTS: [Cut; 3] = [Cut::Dropped, Cut::Panics, Cut::Fails];

impl Cut {
    /// What a listener does that is cut short.
    async fn happen(self) -> orm::Result<()> {
        match self {
            Cut::Dropped => std::future::pending().await,
            Cut::Panics => std::panic::resume_unwind(Box::new("a listener panics")),
            Cut::Fails => Err(orm::Error::InvalidState("a listener fails".to_owned())),
        }
    }

    /// Comes to the point where the listener is cut short.
    async fn meet<T>(self, future: impl Future<Output = orm::Result<T>>) {
        let caught = std::panic::AssertUnwindSafe(future).catch_unwind();
        match poll_for(300, caught).await {
            None => assert_eq!(self, Cut::Dropped),
            Some(Err(_)) => assert_eq!(self, Cut::Panics),
            Some(Ok(outcome)) => assert!(self == Cut::Fails && outcome.is_err()),
        }
    }
}

/// A listener of each transaction writes a row; the first time it is cut short before.
fn greet(session: &Session, cut: Cut) -> Arc<AtomicUsize> {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    session.events().after_begin(move |session| {
        let counted = counted.clone();
        Box::pin(async move {
            session.execute(insert(Node).values([Node::builder().name("begun")])).await?;
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                cut.happen().await?;
            }
            session.execute(insert(Node).values([Node::builder().name("through")])).await?;
            Ok(())
        })
    });
    calls
}

async fn names(db: &TestDb) -> orm::Result<Vec<String>> {
    db.engine.acquire().await?.execute(select(Node::name).order_by(Node::id)).all().await
}

/// The session goes on by itself, or asks for a rollback.
async fn go_on(session: &mut Session, cut: Cut) -> TestResult {
    if cut != Cut::Fails {
        assert!(matches!(session.query(Node).count().await, Err(orm::Error::PendingRollback { .. })));
        assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
        session.rollback().await?;
    }
    Ok(())
}

db_test! {
    async fn a_transaction_begins_with_all_that_after_begin_does(db: &TestDb) {
        for cut in CUTS {
            db.create(&metadata![Node]).await?;
            let mut session = db.session();
            let calls = greet(&session, cut);
            cut.meet(session.query(Node).count()).await;
            go_on(&mut session, cut).await?;
            session.add(Node::builder().name("mine"));
            session.commit().await?;
            assert_eq!((names(db).await?, calls.load(Ordering::Relaxed)), (vec!["begun".into(), "through".into(), "mine".into()], 2));
            db.engine.acquire().await?.execute(delete(Node)).await?;
            metadata![Node].drop_all(&db.engine).await?;
        }
    }

    async fn a_savepoint_in_which_the_transaction_begins_is_still_one(db: &TestDb) {
        for cut in CUTS {
            db.create(&metadata![Node]).await?;
            let mut session = db.session();
            greet(&session, cut);
            let mut nested = session.begin_nested().await?;
            cut.meet(nested.query(Node).count()).await;
            if cut == Cut::Fails {
                nested.add(Node::builder().name("undone"));
                nested.flush().await?;
            }
            nested.rollback().await?;
            go_on(&mut session, cut).await?;
            session.add(Node::builder().name("mine"));
            session.commit().await?;
            assert_eq!(names(db).await?, ["begun", "through", "mine"]);
            metadata![Node].drop_all(&db.engine).await?;
        }
    }

    async fn a_session_within_a_connection_begins_anew(db: &TestDb) {
        for cut in CUTS {
            db.create(&metadata![Node]).await?;
            let mut connection = db.engine.acquire().await?;
            {
                let mut session = Session::within(&mut connection);
                greet(&session, cut);
                cut.meet(session.query(Node).count()).await;
                go_on(&mut session, cut).await?;
                session.add(Node::builder().name("kept"));
                session.commit().await?;
                session.add(Node::builder().name("undone"));
                session.flush().await?;
            }
            connection.commit().await?;
            drop(connection);
            assert_eq!(names(db).await?, ["begun", "through", "kept"]);
            metadata![Node].drop_all(&db.engine).await?;
        }
    }

    async fn what_is_flushed_is_not_committed_without_after_flush(db: &TestDb) {
        for cut in CUTS {
            db.create(&metadata![Node]).await?;
            let mut session = db.session();
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = calls.clone();
            session.events().after_flush(move |session, flushed| {
                let first = flushed.inserted.of(Node).iter().any(|node| node.name == "mine");
                let cuts = first && counted.fetch_add(1, Ordering::Relaxed) == 0;
                Box::pin(async move {
                    if cuts {
                        cut.happen().await?;
                    }
                    if first {
                        session.add(Node::builder().name("audit"));
                    }
                    Ok(())
                })
            });
            let mine = session.add(Node::builder().name("mine"));
            cut.meet(session.commit()).await;
            assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
            session.rollback().await?;
            assert_eq!(Instance::lifecycle(&mine), Lifecycle::Transient);
            session.add(&mine);
            session.commit().await?;
            assert_eq!(names(db).await?, ["mine", "audit"]);
            metadata![Node].drop_all(&db.engine).await?;
        }
    }

    async fn a_savepoint_is_undone_alone_for_its_after_flush(db: &TestDb) {
        for cut in CUTS {
            db.create(&metadata![Node]).await?;
            let mut session = db.session();
            session.add(Node::builder().name("before"));
            session.flush().await?;
            session.events().after_flush(move |_, _| Box::pin(cut.happen()));
            {
                let mut nested = session.begin_nested().await?;
                nested.add(Node::builder().name("undone"));
                cut.meet(nested.flush()).await;
                assert!(matches!(nested.flush().await, Err(orm::Error::PendingRollback { .. })));
            }
            session.commit().await?;
            assert_eq!(names(db).await?, ["before"]);
            metadata![Node].drop_all(&db.engine).await?;
        }
    }

    async fn transitions_belong_to_the_flush(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        session.events().transition(Node, |_, _, to| {
            if to == Lifecycle::Persistent {
                std::panic::resume_unwind(Box::new("a listener panics"));
            }
        });
        session.add(Node::builder().name("mine"));
        Cut::Panics.meet(session.commit()).await;
        assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
        session.rollback().await?;
        assert_eq!(names(db).await?, Vec::<String>::new());
    }

    async fn validators_and_listeners_to_rows_leave_the_flush_to_be_done_or_undone(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let armed = Arc::new(AtomicUsize::new(1));
        for moment in ["insert", "update", "delete"] {
            let counted = armed.clone();
            let events = session.events();
            let listener = move |_: &Instance<Node>| {
                if counted.swap(0, Ordering::Relaxed) == 1 {
                    std::panic::resume_unwind(Box::new("a listener panics"));
                }
                Ok(())
            };
            match moment {
                "insert" => events.before_insert(Node, listener),
                "update" => events.before_update(Node, move |node, _| listener(node)),
                _ => events.after_delete(Node, listener),
            };
        }
        let node = session.add(Node::builder().name("a"));
        Cut::Panics.meet(session.commit()).await;
        assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
        session.rollback().await?;
        session.add(&node);
        session.commit().await?;
        for step in 0..2 {
            armed.store(1, Ordering::Relaxed);
            if step == 0 { node.set(Node::name, "b") } else { session.delete(&node).await? }
            Cut::Panics.meet(session.commit()).await;
            assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
            session.rollback().await?;
            assert_eq!((names(db).await?, node.name.as_str()), (vec!["a".to_owned()], "a"));
        }
    }

    async fn a_row_that_a_load_listener_refuses_is_told_again(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut writer = db.session();
        writer.add(Node::builder().name("a"));
        writer.commit().await?;
        for cut in [Cut::Panics, Cut::Fails] {
            let mut session = db.session();
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = calls.clone();
            session.events().load(Node, move |_| {
                if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                    return cut.happen().now_or_never().unwrap_or(Ok(()));
                }
                Ok(())
            });
            cut.meet(session.query(Node).all()).await;
            session.query(Node).all().await?;
            session.query(Node).all().await?;
            assert_eq!(calls.load(Ordering::Relaxed), 2);
        }
    }
}
