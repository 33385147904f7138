//! Whose an instance is: what one session does must not touch those that are another's, or nobody's.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use crate::models::*;

async fn filled(db: &TestDb) -> orm::Result<Session> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    session.add(User::builder().name("Alice").posts([Post::builder().title("a"), Post::builder().title("b")]));
    session.add(User::builder().name("Bob"));
    session.commit().await?;
    Ok(session)
}

async fn alice(session: &mut Session) -> orm::Result<Instance<User>> {
    session.query(User).filter(User::name.eq("Alice")).one().await
}

db_test! {
    async fn a_rollback_leaves_what_moved_to_another_session(db: &TestDb) {
        filled(db).await?;
        let (mut one, mut other) = (db.session(), db.session());
        let new = one.add(User::builder().name("x"));
        one.expunge(&new);
        other.add(&new);
        one.rollback().await?;
        assert_eq!(Instance::lifecycle(&new), Lifecycle::Pending);
        other.commit().await?;
        assert_eq!(other.query(User).filter(User::name.eq("x")).count().await?, 1);

        let new = one.add(User::builder().name("y"));
        one.expunge(&new);
        other.add(&new);
        one.expunge_all();
        assert_eq!(Instance::lifecycle(&new), Lifecycle::Pending);
    }

    async fn a_rollback_leaves_what_was_expunged(db: &TestDb) {
        let mut session = filled(db).await?;
        let alice = alice(&mut session).await?;
        alice.edit().name = "kept".into();
        session.expunge(&alice);
        session.rollback().await?;
        assert_eq!((alice.name.as_str(), Instance::lifecycle(&alice)), ("kept", Lifecycle::Detached));
        session.add(&alice);
        session.commit().await?;
        assert_eq!(session.query(User).filter(User::name.eq("kept")).count().await?, 1);
    }

    async fn what_belongs_elsewhere_is_refused_as_long_as_it_is_there(db: &TestDb) {
        filled(db).await?;
        let (mut one, mut other) = (db.session(), db.session());
        let post = one.query(Post).order_by(Post::id).first().await?.expect("a row");
        let bob = other.query(User).filter(User::name.eq("Bob")).options(selectinload(User::posts)).one().await?;
        bob.posts.push(&post);
        for _ in 0..2 {
            let error = other.flush().await.unwrap_err();
            assert!(error.to_string().contains("belongs to another session"), "{error}");
        }
        bob.posts.remove(&post);
        other.commit().await?;
        // The other side had come to lead to Bob, who is not one's either.
        assert!(one.flush().await.is_err());
        one.commit().await?;
        assert_ne!(post.user_id, bob.id);
    }

    async fn what_is_added_again_is_kept_with_what_the_deletion_took_along(db: &TestDb) {
        let mut session = filled(db).await?;
        let alice = alice(&mut session).await?;
        session.delete(&alice).await?;
        assert_eq!(session.deleted().len(), 3);
        session.add(&alice);
        assert!(session.deleted().is_empty());
        session.commit().await?;
        assert_eq!((session.query(User).count().await?, session.query(Post).count().await?), (2, 2));

        // One that was deleted by itself stays so.
        let posts = alice.posts.get()?;
        session.delete(&posts[0]).await?;
        session.add(&alice);
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 1);
    }

    async fn expressions_are_changes(db: &TestDb) {
        let mut session = filled(db).await?;
        let alice = alice(&mut session).await?;
        alice.set(User::name, func::upper(User::name));
        assert!(session.refresh(&alice).await.is_err());
        assert!(session.expire(&alice).is_err());
        session.refresh(&alice).discarding_changes().await?;
        db.log.take_all();
        session.commit().await?;
        assert!(!db.log.take_all().iter().any(|sql| sql.starts_with("UPDATE")));
        assert_eq!(alice.name, "Alice");

        let mut cache = db.session();
        let cached = cache.get_one(User, alice.id).await?;
        cached.set(User::name, func::upper(User::name));
        assert!(session.merge(&cached).without_load().await.is_err());
    }

    async fn one_that_was_streamed_elsewhere_is_another_of_its_row(db: &TestDb) {
        filled(db).await?;
        let (mut one, mut other) = (db.session(), db.session());
        let streamed = {
            let mut posts = one.scalars(select(Post).order_by(Post::id)).stream();
            posts.try_next().await?.expect("a row")
        };
        drop(one);
        let known = other.get_one(Post, streamed.id).await?;
        other.add(&streamed);
        let error = other.flush().await.unwrap_err();
        assert!(error.to_string().contains("is already in the session"), "{error}");
        assert!(other.contains(&known) && !other.contains(&streamed));
    }

    async fn a_collection_that_is_not_loaded_lets_go_of_its_own_alone(db: &TestDb) {
        filled(db).await?;
        let mut session = db.session();
        let bob = session.query(User).filter(User::name.eq("Bob")).one().await?;
        let post = session.query(Post).order_by(Post::id).first().await?.expect("a row");
        assert!(!bob.posts.remove(&post));
        assert!(session.dirty().is_empty());
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 2);

        // What was moved there is its own, also before the flush.
        post.author.set(&bob);
        assert!(bob.posts.remove(&post));
        // A delete-orphan collection that it leaves deletes it.
        let alice = alice(&mut session).await?;
        let post = session.query(Post).filter(Post::user_id.eq(alice.id)).one().await?;
        assert!(alice.posts.remove(&post));
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 0);
    }

    async fn nothing_of_a_large_graph_is_lost(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let named = |name: &str| Instance::new(Node::builder().name(name));
        let root = named("root");
        let branch = named("branch");
        branch.children.extend((0..300).map(|n| Node::builder().name(format!("{n}"))));
        branch.children.push(named("twig")).children.push(named("leaf"));
        root.children.push(branch);
        session.add(&root);
        session.commit().await?;
        assert_eq!(session.query(Node).count().await?, 304);
    }
}
