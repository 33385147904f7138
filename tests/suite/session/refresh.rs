//! Refreshing and expiring.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use crate::models::*;

/// Two users with two posts each, all of them in the session; the second user's posts are not loaded.
async fn blog(db: &TestDb) -> Result<(Session, Instance<User>, Instance<User>), orm::Error> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    for (id, name) in [(1, "Alice"), (2, "Bob")] {
        let posts = [Post::builder().title("one"), Post::builder().title("two")];
        session.add(User::builder().id(id).name(name).posts(posts));
    }
    session.commit().await?;
    session.expunge_all();
    let users = session.query(User).order_by(User::id).all().await?;
    let (alice, bob) = (users[0].clone(), users[1].clone());
    let posts = session.query(Post).filter(Post::user_id.eq(1)).all().await?;
    session.refresh_all(&posts).await?;
    session.load(&alice, User::posts).await?;
    session.commit().await?;
    db.log.take_all();
    Ok((session, alice, bob))
}

/// Somebody else changes all names and titles.
async fn elsewhere(db: &TestDb) -> orm::Result<()> {
    let mut connection = db.engine.acquire().await?;
    connection.execute(update(User).set(User::name, "elsewhere")).await?;
    connection.execute(update(Post).set(Post::title, "elsewhere")).await?;
    connection.commit().await?;
    db.log.take_all();
    Ok(())
}

db_test! {
    async fn refresh_follows_its_cascade_in_one_query_per_model(db: &TestDb) {
        let (mut session, alice, _) = blog(db).await?;
        let posts = alice.posts.get()?;
        elsewhere(db).await?;
        session.refresh(&alice).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users", "SELECT posts"]);
        assert!(alice.name == "elsewhere" && posts.iter().all(|post| post.title == "elsewhere"));
    }

    async fn refresh_all_asks_once(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        elsewhere(db).await?;
        session.refresh_all([&alice, &bob]).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users", "SELECT posts"]);
        assert_eq!((alice.name.as_str(), bob.name.as_str()), ("elsewhere", "elsewhere"));
        session.refresh_all(Vec::<Instance<User>>::new()).await?;
        assert!(db.log.take_verbs().is_empty());
    }

    async fn changes_are_discarded_only_when_that_is_asked_for(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        let post = alice.posts.get()?[0].clone();
        elsewhere(db).await?;
        // What else is pending is not to be flushed before.
        session.set_autoflush(false);
        post.edit().title = "mine".into();
        let error = session.refresh(&alice).await.unwrap_err();
        assert_eq!(error.to_string(), "refreshing this `Post` would discard its changes; flush or roll back first");
        alice.posts.remove(&post);
        bob.edit().name = "mine".into();
        session.delete(&bob).await?;
        assert!(session.refresh(&bob).await.is_err());
        db.log.take();
        session.refresh_all([&alice, &bob]).discarding_changes().await?;
        session.refresh(&post).discarding_changes().await?;
        assert_eq!((alice.name.as_str(), bob.name.as_str(), post.title.as_str()), ("elsewhere", "elsewhere", "elsewhere"));
        db.log.take();
        session.commit().await?;
        assert!(db.log.take().is_empty(), "no change is left, and nothing to delete");
    }

    async fn a_row_that_is_gone_is_an_error_and_the_others_are_refreshed(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        let posts = alice.posts.get()?;
        elsewhere(db).await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(delete(Post).filter(Post::user_id.eq(2) | Post::id.eq(posts[1].id))).await?;
        connection.execute(delete(User).filter(User::id.eq(2))).await?;
        connection.commit().await?;
        let error = session.refresh_all([&bob, &alice]).await.unwrap_err();
        assert!(error.is_no_result());
        assert_eq!((alice.name.as_str(), bob.name.as_str()), ("elsewhere", "Bob"));
        assert_eq!(Instance::lifecycle(&posts[0]), Lifecycle::Persistent);
        assert_eq!(Instance::lifecycle(&posts[1]), Lifecycle::Detached, "reached by the cascade, and gone");
    }

    async fn an_expired_instance_is_read_anew_by_get(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        let posts = alice.posts.get()?;
        elsewhere(db).await?;
        session.expire(&alice)?;
        assert_eq!(alice.name, "Alice", "readable as it was");
        assert!(alice.posts.get().is_err());
        assert!(db.log.take_all().is_empty());
        assert!(Instance::ptr_eq(&session.get(User, 1).await?.ok_or("no row")?, &alice));
        assert_eq!(db.log.take_verbs(), ["SELECT users"]);
        session.get(User, 1).await?;
        session.get(User, 2).await?;
        session.get(Post, posts[0].id).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT posts"], "once; the cascade reached the posts");
        assert_eq!((alice.name.as_str(), bob.name.as_str()), ("elsewhere", "Bob"));
    }

    async fn an_expired_instance_is_read_anew_by_load_and_by_queries(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        elsewhere(db).await?;
        session.expire_all()?;
        assert_eq!(session.load(&alice, User::posts).await?.len(), 2);
        assert_eq!(db.log.take_verbs(), ["SELECT users", "SELECT posts"], "both users at once, then the posts");
        assert_eq!((alice.name.as_str(), bob.name.as_str()), ("elsewhere", "elsewhere"));
        session.expire(&alice)?;
        session.query(User).all().await?;
        db.log.take();
        session.get(User, 1).await?;
        assert!(db.log.take().is_empty());
    }

    async fn an_expired_instance_whose_row_is_gone_leaves(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(delete(Post)).await?;
        connection.execute(delete(User)).await?;
        connection.commit().await?;
        session.expire_all()?;
        assert!(session.get(User, 1).await?.is_none());
        assert_eq!((Instance::lifecycle(&alice), alice.name.as_str()), (Lifecycle::Detached, "Alice"));
        assert!(session.load(&bob, User::posts).await.unwrap_err().is_no_result());
        assert_eq!(Instance::lifecycle(&bob), Lifecycle::Detached);
    }

    async fn expire_refuses_to_lose_changes(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        alice.edit().name = "mine".into();
        let error = session.expire(&alice).unwrap_err();
        assert_eq!(error.to_string(), "expiring this `User` would discard its changes; flush or roll back first");
        assert!(session.expire_all().is_err());
        session.expire(&bob)?;
        session.expire_discarding_changes(&alice)?;
        assert_eq!(alice.name, "Alice");
        session.commit().await?;
        assert!(db.log.take().is_empty());
        let pending = session.add(User::builder().name("new"));
        assert!(session.expire(&pending).is_err());
        assert!(session.expire(&Instance::new(User::builder().name("new"))).is_err());
    }

    async fn an_edit_after_expire_is_kept(db: &TestDb) {
        let (mut session, alice, _) = blog(db).await?;
        elsewhere(db).await?;
        session.expire(&alice)?;
        alice.set(User::email, "a@x");
        session.get(User, 1).await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users", "SELECT users"]);
        assert_eq!((alice.name.as_str(), alice.email.as_deref()), ("elsewhere", Some("a@x")));
    }

    async fn what_left_and_what_came_is_as_before_when_changes_are_discarded(db: &TestDb) {
        let (mut session, alice, bob) = blog(db).await?;
        session.load(&bob, User::posts).await?;
        let (gone, taken) = (alice.posts.get()?[0].clone(), bob.posts.get()?[0].clone());
        alice.posts.remove(&gone);
        alice.posts.push(&taken);
        session.refresh(&alice).discarding_changes().await?;
        assert_eq!((gone.author.get()?.id, taken.author.get()?.id), (1, 2));
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), [""; 0]);
        assert_eq!((session.load(&alice, User::posts).await?.len(), bob.posts.get()?.len()), (2, 2));

        // The other way round.
        let post = alice.posts.get()?[0].clone();
        post.author.set(&bob);
        session.refresh(&post).discarding_changes().await?;
        assert_eq!((alice.posts.get()?.len(), bob.posts.get()?.len()), (2, 2));
        // What has gone elsewhere is not brought back by those that it left.
        let post = alice.posts.get()?[0].clone();
        post.author.set(&bob);
        session.refresh(&alice).discarding_changes().await?;
        session.commit().await?;
        assert_eq!((post.user_id, session.load(&alice, User::posts).await?.len()), (2, 1));
    }
}
