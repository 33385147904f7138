//! Rollback restores the database and the instances.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

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
        for posts in [alice.posts.get()?, session.load(&alice, User::posts).await?] {
            assert!(posts.len() == 1 && Instance::ptr_eq(&posts[0], &post));
        }
        assert!(bob.posts.get()?.is_empty() && session.load(&bob, User::posts).await?.is_empty());
        assert!(Instance::ptr_eq(&post.author.get()?, &alice));
        assert!(Instance::ptr_eq(&session.load(&post, Post::author).await?, &alice));
    }

    async fn moves_that_were_not_flushed_are_undone(db: &TestDb) {
        let (mut session, alice, bob) = users(db).await?;
        let [a, b, c] = members(&alice)?;
        a.author.set(&bob);
        alice.posts.remove(&b);
        alice.posts.push(&b);
        alice.posts.push(Post::builder().title("d"));
        bob.posts.push(&c);
        assert_eq!((titles(&alice)?.len(), titles(&bob)?.len()), (2, 2));
        session.rollback().await?;
        assert_eq!((titles(&alice)?, titles(&bob)?), (vec!["a".into(), "b".into(), "c".into()], vec![]));
        assert!([&a, &b, &c].iter().all(|post| post.author.get().is_ok_and(|author| Instance::ptr_eq(&author, &alice))));
        db.log.take_all();
        session.commit().await?;
        assert!(db.log.take_all().is_empty());
    }

    async fn moves_over_several_flushes_are_undone_in_order(db: &TestDb) {
        let (mut session, alice, bob) = users(db).await?;
        let [a, b, c] = members(&alice)?;
        for (post, to) in [(&b, &bob), (&a, &bob), (&b, &alice), (&c, &bob), (&a, &alice)] {
            to.posts.push(post);
            session.flush().await?;
        }
        session.delete(&a).await?;
        alice.posts.push(Post::builder().title("d"));
        session.flush().await?;
        assert_eq!((titles(&alice)?, titles(&bob)?), (vec!["b".into(), "d".into()], vec!["c".into()]));
        session.rollback().await?;
        assert_eq!((titles(&alice)?, titles(&bob)?), (vec!["a".into(), "b".into(), "c".into()], vec![]));
        assert!([&a, &b, &c].iter().all(|post| post.user_id == alice.id));
        assert_eq!(Instance::lifecycle(&a), Lifecycle::Persistent);
        db.log.take();
        session.commit().await?;
        assert!(db.log.take().is_empty());
        assert_eq!(session.query(Post).filter(Post::user_id.eq(alice.id)).count().await?, 3);
    }

    async fn a_failed_flush_restores_collections_too(db: &TestDb) {
        let (mut session, alice, bob) = users(db).await?;
        let [a, b, _] = members(&alice)?;
        alice.posts.remove(&a);
        bob.posts.push(&b);
        session.add(User::builder().name("x").email("same"));
        session.add(User::builder().name("y").email("same"));
        assert!(session.flush().await.is_err());
        session.rollback().await?;
        assert_eq!((titles(&alice)?, titles(&bob)?), (vec!["a".into(), "b".into(), "c".into()], vec![]));
        assert_eq!(session.query(Post).count().await?, 3);
    }

    async fn what_was_not_loaded_is_not_loaded_again(db: &TestDb) {
        let (mut session, alice, bob) = users(db).await?;
        session.refresh_all([&alice, &bob]).await?;
        let post = session.query(Post).order_by(Post::id).first().await?.ok_or("no row")?;
        alice.posts.push(Post::builder().title("d"));
        post.author.set(&bob);
        session.flush().await?;
        assert_eq!(session.load(&alice, User::posts).await?.len(), 3);
        session.rollback().await?;
        assert!(alice.posts.get().is_err() && bob.posts.get().is_err());
        assert!(Instance::ptr_eq(&session.load(&post, Post::author).await?, &alice));
        assert_eq!(session.load(&alice, User::posts).await?.len(), 3);
    }

    async fn a_graph_that_was_rolled_back_is_added_again(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let comment = Comment::builder().text("c");
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("p").comments([comment])]));
        session.flush().await?;
        session.rollback().await?;
        let post = alice.posts.get()?[0].clone();
        assert_eq!((alice.id, post.id, post.user_id), (0, 0, 0));
        session.add(&alice);
        session.commit().await?;
        let comment = post.comments.get()?[0].clone();
        assert!(alice.id > 0 && post.user_id == alice.id && comment.post_id == Some(post.id));
    }

    async fn a_new_member_comes_back_to_its_collection(db: &TestDb) {
        let (mut session, alice, _) = users(db).await?;
        let post = session.add(Post::builder().title("d").author(&alice));
        session.flush().await?;
        assert_eq!(titles(&alice)?.len(), 4);
        session.rollback().await?;
        assert_eq!(titles(&alice)?.len(), 3);
        assert!(Instance::ptr_eq(&post.author.get()?, &alice), "as it was made");
        session.add(&post);
        assert_eq!(titles(&alice)?.len(), 4);
        session.commit().await?;
        assert_eq!((post.user_id, session.query(Post).count().await?), (alice.id, 4));
    }

    async fn one_to_one_and_references_to_nothing_are_restored(db: &TestDb) {
        db.create(&metadata![Account, Settings, Transfer, Node]).await?;
        let mut session = db.session();
        let settings = Settings::builder().theme("dark");
        let (account, other) = session.add_all((
            Account::builder().owner("a").settings(settings),
            Account::builder().owner("b"),
        ));
        let (root, leaf) = session.add_all((Node::builder().name("root"), Node::builder().name("leaf")));
        leaf.parent.clear();
        session.commit().await?;
        let dark = account.settings.get()?.ok_or("none")?;
        other.settings.set(&dark);
        leaf.parent.set(&root);
        session.flush().await?;
        session.rollback().await?;
        assert!(account.settings.get()?.is_some_and(|settings| Instance::ptr_eq(&settings, &dark)));
        assert!(other.settings.get()?.is_none() && Instance::ptr_eq(&dark.account.get()?, &account));
        assert!(leaf.parent.get()?.is_none() && root.children.get()?.is_empty());
        assert_eq!((dark.account_id, leaf.parent_id), (account.id, None));
    }

    async fn an_expunged_instance_is_not_brought_back(db: &TestDb) {
        let (mut session, alice, bob) = users(db).await?;
        alice.edit().name = "Alicia".into();
        bob.edit().name = "Robert".into();
        session.flush().await?;
        session.expunge(&alice);
        session.rollback().await?;
        assert_eq!((Instance::lifecycle(&alice), alice.name.as_str()), (Lifecycle::Detached, "Alicia"));
        assert_eq!(bob.name, "Bob");
        let mut other = db.session();
        other.add(&alice);
        alice.set(User::email, "a@x");
        other.commit().await?;
        alice.set(User::email, None);
        other.flush().await?;
        other.rollback().await?;
        assert_eq!(alice.email.as_deref(), Some("a@x"), "it is the other session's business");
    }

    async fn an_autoflush_that_fails_says_so(db: &TestDb) {
        let (mut session, _, _) = users(db).await?;
        session.add(User::builder().name("x").email("same"));
        session.add(User::builder().name("y").email("same"));
        let error = session.query(Post).all().await.unwrap_err();
        let orm::Error::Autoflush { before, cause } = &error else { panic!("{error}") };
        assert!(before.starts_with("`SELECT") && before.contains("posts"), "{before}");
        assert!(error.is_unique_violation() && cause.is_unique_violation());
        assert_eq!(error.constraint(), Some("uq_users_email"));
        assert!(error.to_string().contains("when pending changes were flushed before `SELECT"), "{error}");
        let again = session.query(Post).all().await.unwrap_err();
        let orm::Error::PendingRollback { cause } = &again else { panic!("{again}") };
        assert!(cause.is_unique_violation() && !matches!(&**cause, orm::Error::Autoflush { .. }));
    }
}

/// Alice with the posts a, b and c, and Bob with none, all loaded and committed.
async fn users(db: &TestDb) -> orm::Result<(Session, Instance<User>, Instance<User>)> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    let alice = session.add(User::builder().name("Alice").posts(["a", "b", "c"].map(|t| Post::builder().title(t))));
    let bob = session.add(User::builder().name("Bob"));
    session.commit().await?;
    Ok((session, alice, bob))
}

fn members(user: &Instance<User>) -> Result<[Instance<Post>; 3], orm::Error> {
    let posts = user.posts.get()?;
    Ok([0, 1, 2].map(|at| posts[at].clone()))
}

fn titles(user: &Instance<User>) -> Result<Vec<String>, orm::Error> {
    Ok(user.posts.get()?.iter().map(|post| post.title.clone()).collect())
}
