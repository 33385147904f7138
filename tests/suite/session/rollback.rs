//! Rollback restores the database and the instances.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn rollback_restores_changed_deleted_and_new(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let changed = session.add(User::builder().name("changed"));
        let deleted = session.add(User::builder().name("deleted"));
        session.commit().await?;

        changed.edit().name = "x".into();
        session.delete(&deleted).await?;
        let new = session.add(User::builder().name("new"));
        session.flush().await?;
        assert!(new.id > 0);
        assert_eq!(Instance::lifecycle(&deleted), Lifecycle::Deleted);
        changed.edit().name = "y".into();
        session.rollback().await?;

        assert_eq!(changed.name, "changed");
        assert_eq!(Instance::lifecycle(&deleted), Lifecycle::Persistent);
        assert_eq!((Instance::lifecycle(&new), new.id), (Lifecycle::Transient, 0), "keys are reset");
        assert!(Instance::ptr_eq(&session.get(User, deleted.id).await?.ok_or("gone")?, &deleted));
        session.add(&new);
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 3);
        assert!(new.id > 0);
    }

    async fn a_failed_flush_asks_for_a_rollback(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        session.add(User::builder().name("a").email("same"));
        session.commit().await?;
        let second = session.add(User::builder().name("b").email("same"));
        let error = session.flush().await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        assert_eq!(error.constraint(), Some("uq_users_email"), "{error}");
        let again = session.query(User).all().await.unwrap_err();
        assert!(matches!(&again, orm::Error::PendingRollback { cause } if cause.is_unique_violation()), "{again}");
        session.rollback().await?;
        assert_eq!(Instance::lifecycle(&second), Lifecycle::Transient);
        assert_eq!(session.query(User).count().await?, 1);
        second.set(User::email, "other");
        session.add(&second);
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 2);
    }

    async fn a_session_that_is_dropped_rolls_back(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let lost = session.add(User::builder().name("lost"));
        session.flush().await?;
        drop(session);
        assert_eq!((Instance::lifecycle(&lost), lost.id), (Lifecycle::Transient, 0));
        let mut session = db.session();
        assert_eq!(session.query(User).count().await?, 0);
        session.add(&lost);
        session.commit().await?;
        drop(session);
        assert_eq!(Instance::lifecycle(&lost), Lifecycle::Detached);
        // Another session can take it in, and then it is its instance of the row.
        let mut session = db.session();
        lost.edit().name = "found".into();
        session.add(&lost);
        session.commit().await?;
        let found = session.query(User).filter(User::name.eq("found")).one().await?;
        assert!(Instance::ptr_eq(&found, &lost));
    }

    async fn a_flush_that_is_cancelled_asks_for_a_rollback(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        session.add_all((0..50).map(|i| User::builder().name(format!("u{i}"))));
        {
            // Polled until it first waits for the database, then dropped.
            let mut flush = Box::pin(session.flush());
            let polled = std::future::poll_fn(|context| std::task::Poll::Ready(flush.as_mut().poll(context)));
            if polled.await.is_ready() {
                return Ok(()); // the database was faster than one poll: there was nothing to cancel
            }
        }
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::PendingRollback { .. }), "{error}");
        session.rollback().await?;
        assert_eq!(session.query(User).count().await?, 0);
    }

    async fn relationships_are_restored(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("one")]));
        let bob = session.add(User::builder().name("Bob"));
        session.commit().await?;
        let post = alice.posts.get()?[0].clone();
        post.author.set(&bob);
        alice.posts.push(Post::builder().title("two"));
        session.flush().await?;
        session.rollback().await?;
        assert_eq!(post.user_id, alice.id);
        assert!(alice.posts.get().is_err() && bob.posts.get().is_err(), "what was moved is not shown any more");
        let posts = session.load(&alice, User::posts).await?;
        assert_eq!(posts.len(), 1);
        assert!(Instance::ptr_eq(&posts[0], &post));
        assert!(session.load(&bob, User::posts).await?.is_empty());
        assert!(Instance::ptr_eq(&session.load(&post, Post::author).await?, &alice));
    }
}
