//! Listeners: what they see, what they may change, and what their errors do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

#[derive(Model, Debug)]
#[model(table = "audit")]
struct Audit {
    #[column(primary_key)]
    id: i64,
    what: String,
}

#[derive(Model, Debug)]
#[model(table = "documents")]
struct Document {
    #[column(primary_key)]
    id: i64,
    title: String,
    deleted_at: Option<DateTime<Utc>>,
}

/// The INSERTs since the last look; what is read back without RETURNING is left out.
fn inserts(db: &orm_tests::TestDb) -> Vec<String> {
    let mut verbs = db.log.take_verbs();
    verbs.retain(|verb| verb.starts_with("INSERT"));
    verbs
}

db_test! {
    async fn what_before_flush_adds_is_flushed(db: &TestDb) {
        db.create(&metadata![User, Post, Audit]).await?;
        db.engine.events().before_flush(|session| Box::pin(async move {
            let new = session.pending().of(User).into_iter().map(|user| format!("new {}", user.name));
            let changed = session.dirty().of(User).into_iter().map(|user| {
                format!("{} to {}", Instance::stored(&user).name, user.name)
            });
            let what: Vec<String> = new.chain(changed).collect();
            session.add_all(what.into_iter().map(|what| Audit::builder().what(what)));
            Ok(())
        }));
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.flush().await?;
        let mut inserts = inserts(db);
        inserts.sort();
        assert_eq!(inserts, ["INSERT audit", "INSERT users"]);
        alice.set(User::name, "Alicia");
        session.commit().await?;
        let log: Vec<String> = session.scalars(select(Audit::what).order_by(Audit::id)).all().await?;
        assert_eq!(log, ["new Alice", "Alice to Alicia"]);
    }

    async fn a_delete_becomes_an_update(db: &TestDb) {
        db.create(&metadata![Document]).await?;
        db.engine.events().before_flush(|session| Box::pin(async move {
            for document in session.deleted().of(Document) {
                document.set(Document::deleted_at, Utc::now());
                session.add(&document);
            }
            Ok(())
        }));
        let mut session = db.session();
        let document = session.add(Document::builder().title("a"));
        session.commit().await?;
        session.delete(&document).await?;
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE documents"]);
        assert_eq!(Instance::lifecycle(&document), Lifecycle::Persistent);
        assert!(document.deleted_at.is_some());
    }

    async fn listeners_to_rows_see_and_change_them(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (inserted, updated) = (seen.clone(), seen.clone());
        db.engine.events()
            .before_insert(Post, |post| {
                assert_ne!(post.user_id, 0, "the key of the author is there");
                let title = post.title.to_uppercase();
                post.set(Post::title, title);
                Ok(())
            })
            .after_insert(Post, move |post| {
                assert_ne!(post.id, 0);
                inserted.lock().unwrap().push(format!("insert {}", post.title));
                Ok(())
            })
            .before_update(Post, |post, old| {
                assert_eq!(old.title, "ONE");
                let title = format!("{}!", post.title);
                post.set(Post::title, title);
                Ok(())
            })
            .after_update(Post, move |post, old| {
                updated.lock().unwrap().push(format!("update {} to {}", old.title, post.title));
                Ok(())
            });
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("one")]));
        session.commit().await?;
        let post = alice.posts.get()?[0].clone();
        assert_eq!(post.title, "ONE");
        post.set(Post::title, "two");
        session.commit().await?;
        let title: String = session.scalar(select(Post::title)).await?;
        assert_eq!(title, "two!");
        assert_eq!(*seen.lock().unwrap(), ["insert ONE", "update ONE to two!"]);
        // Nothing changed: nobody is called, and nothing is written.
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn an_error_of_a_row_ends_the_transaction(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        db.engine.events().before_delete(User, |user| {
            Err(orm::Error::InvalidState(format!("{} stays", user.name)))
        });
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        session.delete(&alice).await?;
        assert_eq!(session.commit().await.unwrap_err().to_string(), "Alice stays");
        assert!(matches!(session.flush().await, Err(orm::Error::PendingRollback { .. })));
        session.rollback().await?;
        assert_eq!(session.query(User).count().await?, 1);
        assert_eq!(Instance::lifecycle(&alice), Lifecycle::Persistent);
    }

    async fn an_error_of_before_flush_writes_nothing(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let refuse = Arc::new(AtomicUsize::new(1));
        let left = refuse.clone();
        let mut session = db.session();
        session.events().before_flush(move |_| {
            let refused = left.swap(0, Ordering::Relaxed) == 1;
            Box::pin(async move {
                if refused { Err(orm::Error::InvalidState("not now".to_owned())) } else { Ok(()) }
            })
        });
        session.add(User::builder().name("Alice"));
        assert_eq!(session.flush().await.unwrap_err().to_string(), "not now");
        assert_eq!(db.log.take(), Vec::<String>::new());
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 1);
        // Another session has no such listener.
        refuse.store(1, Ordering::Relaxed);
        let mut other = db.session();
        other.add(User::builder().name("Bob"));
        session.commit().await?;
        other.commit().await?;
    }

    async fn what_after_flush_adds_is_in_the_same_commit(db: &TestDb) {
        db.create(&metadata![User, Post, Audit]).await?;
        db.engine.events().after_flush(|session, flushed| Box::pin(async move {
            for user in flushed.inserted.of(User) {
                session.add(Audit::builder().what(format!("{} is {}", user.name, user.id)));
            }
            Ok(())
        }));
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        assert_eq!(inserts(db), ["INSERT users", "INSERT audit"]);
        let what: String = session.scalar(select(Audit::what)).await?;
        assert_eq!(what, format!("Alice is {}", alice.id));
    }

    async fn a_listener_that_never_stops_is_an_error(db: &TestDb) {
        db.create(&metadata![Audit]).await?;
        let mut session = db.session();
        session.events().after_flush(|session, _| Box::pin(async move {
            session.add(Audit::builder().what("more"));
            Ok(())
        }));
        session.add(Audit::builder().what("first"));
        let error = session.commit().await.unwrap_err();
        assert!(error.to_string().contains("after 100 flushes"), "{error}");
        session.rollback().await?;
        assert_eq!(db.log.take().len(), 100);
    }

    async fn a_listener_may_query_but_not_flush(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        session.events().before_flush(|session| Box::pin(async move {
            assert_eq!(session.query(User).count().await?, 0);
            let error = session.flush().await.unwrap_err();
            assert_eq!(error.to_string(), "a listener cannot flush the session that calls it");
            assert!(session.commit().await.is_err() && session.rollback().await.is_err());
            Ok(())
        }));
        session.add(User::builder().name("Alice"));
        session.commit().await?;
        assert_eq!(db.log.take_verbs()[..2], ["SELECT users", "INSERT users"]);
    }

    async fn before_commit_and_after_begin_run_statements(db: &TestDb) {
        db.create(&metadata![Audit]).await?;
        let mut session = db.session();
        session.events()
            .after_begin(|session| Box::pin(async move {
                let one: i64 = session.scalar(text("SELECT 1")).await?;
                assert_eq!(one, 1);
                Ok(())
            }))
            .before_commit(|session| Box::pin(async move {
                session.add(Audit::builder().what("committed"));
                Ok(())
            }));
        session.commit().await?;
        let log = db.log.take_all();
        assert!(log[0].starts_with("BEGIN") || log[0].starts_with("START"), "{log:?}");
        assert!(log[1].starts_with("SELECT 1") && log[2].starts_with("INSERT"), "{log:?}");
    }

    async fn a_refused_begin_leaves_no_transaction(db: &TestDb) {
        db.create(&metadata![Audit]).await?;
        let mut session = db.session();
        session.events().after_begin(|_| Box::pin(async { Err(orm::Error::InvalidState("no".to_owned())) }));
        assert_eq!(session.query(Audit).all().await.unwrap_err().to_string(), "no");
        assert!(!session.in_transaction());
    }

    async fn statements_can_be_refused_and_bulk_tells_no_rows(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        db.engine.events()
            .before_execute(move |_, statement| {
                use orm::core::statement::Effect;
                let table = statement.target().map(|table| table.model.to_string()).unwrap_or_default();
                log.lock().unwrap().push(format!("{:?} {table}", statement.effect()));
                if statement.effect() == Effect::Write && table == "Post" {
                    return Err(orm::Error::InvalidState("posts are read only".to_owned()));
                }
                Ok(())
            })
            .before_update(User, |_, _| panic!("a bulk statement has no rows in memory"));
        let mut session = db.session();
        session.add(User::builder().name("Alice"));
        session.flush().await?;
        session.execute(update(User).set(User::name, "Bob")).await?;
        session.query(User).all().await?;
        let error = session.execute(delete(Post)).await.unwrap_err();
        assert_eq!(error.to_string(), "posts are read only");
        assert_eq!(seen.lock().unwrap()[0], "Write User");
        assert!(db.log.take_verbs().iter().all(|verb| verb != "DELETE posts"));
    }

    async fn loaded_rows_are_told_once(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let count = Arc::new(AtomicUsize::new(0));
        let at = count.clone();
        let mut session = db.session();
        session.add_all((0..3).map(|n| User::builder().name(format!("u{n}"))));
        session.commit().await?;
        db.engine.events().load(User, move |user| {
            assert!(user.name.starts_with('u'));
            at.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        session.query(User).all().await?;
        assert_eq!(count.load(Ordering::Relaxed), 0);
        session.commit().await?;
        let mut other = db.session();
        other.query(User).all().await?;
        other.query(User).all().await?;
        assert_eq!(count.load(Ordering::Relaxed), 3);
    }

    async fn an_update_to_an_expression_is_told(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let count = Arc::new(AtomicUsize::new(0));
        let (before, after) = (count.clone(), count.clone());
        db.engine
            .events()
            .before_update(User, move |_, _| {
                before.fetch_add(1, Ordering::Relaxed);
                Ok(())
            })
            .after_update(User, move |user, old| {
                assert_eq!((old.name.as_str(), user.id), ("Alice", old.id));
                after.fetch_add(10, Ordering::Relaxed);
                Ok(())
            });
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        alice.set(User::name, func::upper(User::name));
        session.commit().await?;
        assert_eq!(count.load(Ordering::Relaxed), 11);
    }

    async fn streams_are_told_like_other_statements(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        session.add_all(["a", "b"].map(|name| User::builder().name(name)));
        session.commit().await?;
        let loaded = Arc::new(AtomicUsize::new(0));
        let at = loaded.clone();
        let mut session = db.session();
        session
            .events()
            .load(User, move |_| {
                at.fetch_add(1, Ordering::Relaxed);
                Ok(())
            })
            .before_execute(|_, statement| match statement.target() {
                Some(table) if table.model == "Post" => Err(orm::Error::InvalidState("no posts".to_owned())),
                _ => Ok(()),
            });
        let mut users = session.scalars(select(User)).stream();
        while users.try_next().await?.is_some() {}
        drop(users);
        assert_eq!(loaded.load(Ordering::Relaxed), 2);
        let error = session.scalars(select(Post)).stream().try_next().await.unwrap_err();
        assert_eq!(error.to_string(), "no posts");
        if db.backend.has_update_returning() {
            let renamed = update(User).set(User::name, "c").returning(User::id);
            let error = session.scalars(renamed).stream().try_next().await.unwrap_err();
            assert!(error.to_string().starts_with("a stream is for queries"), "{error}");
        }
    }

    async fn what_a_rollback_makes_of_instances_is_told_once(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let at = log.clone();
        db.engine.events().transition(User, move |user, from, to| {
            at.lock().unwrap().push(format!("{}: {from:?} to {to:?}", user.name));
        });
        let mut session = db.session();
        let told = || std::mem::take(&mut *log.lock().unwrap());
        session.add(User::builder().name("pending"));
        session.rollback().await?;
        assert_eq!(told(), ["pending: Pending to Transient"]);

        let alice = session.add(User::builder().name("Alice"));
        session.flush().await?;
        told();
        let mut nested = session.begin_nested().await?;
        let inner = nested.add(User::builder().name("inner"));
        nested.delete(&alice).await?;
        nested.flush().await?;
        assert_eq!(told(), ["inner: Pending to Persistent", "Alice: Persistent to Deleted"]);
        drop(nested);
        let mut undone = told();
        undone.sort();
        assert_eq!(undone, ["Alice: Deleted to Persistent", "inner: Persistent to Transient"]);
        assert_eq!(Instance::lifecycle(&inner), Lifecycle::Transient);
        session.rollback().await?;
        assert_eq!(told(), ["Alice: Persistent to Transient"]);
    }
}
