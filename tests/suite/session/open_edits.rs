//! Guards of `edit()` that are open while the session is to write.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use crate::models::*;

async fn alice(db: &TestDb) -> orm::Result<(Session, Instance<User>)> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    let alice = session.add(User::builder().name("Alice"));
    session.commit().await?;
    db.log.take();
    Ok((session, alice))
}

async fn name(db: &TestDb) -> orm::Result<String> {
    db.engine.acquire().await?.scalar(select(User::name)).await
}

fn refused<T>(outcome: orm::Result<T>, what: &str) {
    let message = outcome.err().map_or_else(|| "it was not refused".to_owned(), |error| error.to_string());
    let expected = format!("an `edit()` of {what} is still open: drop the guard first");
    assert!(message.contains(&expected), "{message}");
}

db_test! {
    async fn nothing_is_written_while_a_guard_is_open(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let user = format!("`User` {}", alice.id);
        let bob = session.add(User::builder().name("Bob"));
        let mut edit = alice.edit();
        edit.name = "Alicia".into();
        refused(session.flush().await, &user);
        refused(session.commit().await, &user);
        refused(session.refresh(&alice).await, &user);
        refused(session.refresh(&alice).discarding_changes().await, &user);
        refused(session.refresh_all([&alice]).await, &user);
        refused(session.query(User).all().await, &user);
        refused(session.query(User).count().await, &user);
        refused(session.query(User).exists().await, &user);
        refused(session.get(User, 99).await, &user);
        refused(session.load(&alice, User::posts).await, &user);
        refused(session.merge(User::builder().id(99).name("x")).await, &user);
        refused(session.execute(update(User).set(User::is_active, false)).await, &user);
        refused(session.scalars(select(User)).stream().try_next().await, &user);
        refused(session.begin_nested().await.map(drop), &user);
        assert_eq!(db.log.take(), Vec::<String>::new());
        assert_eq!((Instance::lifecycle(&bob), alice.name.as_str()), (Lifecycle::Pending, "Alice"));
        // What does not flush goes on.
        let names: Vec<String> = session.scalars(select(User::name)).no_autoflush().all().await?;
        assert_eq!(names, ["Alice"]);
        assert!(session.get(User, alice.id).await?.is_some());
        drop(edit);
        session.commit().await?;
        assert_eq!((name(db).await?.as_str(), Instance::lifecycle(&bob)), ("Alicia", Lifecycle::Persistent));
    }

    async fn a_guard_that_is_all_there_is_counts(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let mut edit = alice.edit();
        edit.name = "Alicia".into();
        refused(session.commit().await, &format!("`User` {}", alice.id));
        drop(edit);
        session.commit().await?;
        assert_eq!(name(db).await?, "Alicia");
        let edit = alice.edit();
        edit.discard();
        session.commit().await?;
        std::mem::drop(alice.edit());
        session.commit().await?;
    }

    async fn every_guard_of_an_instance_counts(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let user = format!("`User` {}", alice.id);
        let mut outer = alice.edit();
        let mut inner = alice.edit();
        inner.is_active = false;
        drop(inner);
        refused(session.commit().await, &user);
        outer.name = "Alicia".into();
        drop(outer);
        session.commit().await?;
        assert_eq!((name(db).await?.as_str(), alice.is_active), ("Alicia", false));
    }

    async fn new_instances_count_from_the_moment_they_are_added(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let new = Instance::new(Post::builder().title("new"));
        let mut edit = new.edit();
        session.commit().await?;
        alice.posts.push(&new);
        refused(session.commit().await, "a new `Post`");
        edit.title = "newer".into();
        drop(edit);
        session.commit().await?;
        let title: String = session.scalar(select(Post::title)).await?;
        assert_eq!(title, "newer");

        // Who leaves the session takes its guards along.
        let edit = new.edit();
        session.expunge(&new);
        session.commit().await?;
        session.add(&new);
        refused(session.commit().await, &format!("`Post` {}", new.id));
        session.expunge_all();
        session.commit().await?;
        let mut other = db.session();
        other.add(&new);
        refused(other.commit().await, &format!("`Post` {}", new.id));
        session.commit().await?;
        drop(edit);
        other.commit().await?;
    }

    async fn a_rollback_waits_for_no_guard(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let bob = session.add(User::builder().name("Bob"));
        session.flush().await?;
        let mut of_bob = bob.edit();
        of_bob.name = "Robert".into();
        let mut of_alice = alice.edit();
        of_alice.name = "Alicia".into();
        session.rollback().await?;
        refused(session.commit().await, &format!("`User` {}", alice.id));
        drop(of_alice);
        // Bob is in no session any more, whoever edits him.
        session.commit().await?;
        drop(of_bob);
        assert_eq!((name(db).await?.as_str(), bob.name.as_str()), ("Alicia", "Robert"));
        let edit = alice.edit();
        session.close().await?;
        session.commit().await?;
        drop(edit);
    }

    async fn a_deleted_row_counts_until_it_is_gone(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        session.delete(&alice).await?;
        session.flush().await?;
        let edit = alice.edit();
        refused(session.commit().await, &format!("`User` {}", alice.id));
        drop(edit);
        session.commit().await?;
        let edit = alice.edit();
        session.commit().await?;
        drop(edit);
    }

    async fn guards_within_savepoints_count(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let user = format!("`User` {}", alice.id);
        let mut nested = session.begin_nested().await?;
        nested.add(User::builder().name("Bob"));
        nested.flush().await?;
        let mut edit = alice.edit();
        edit.name = "Alicia".into();
        refused(nested.begin_nested().await.map(drop), &user);
        refused(nested.commit().await, &user);
        refused(session.commit().await, &user);
        let kept = session.nested(async |_| Ok::<_, orm::Error>(()));
        refused(kept.await, &user);
        drop(edit);
        // The savepoint that could not be committed is undone; the changes of the guard came after it.
        session.commit().await?;
        let names: Vec<String> = session.scalars(select(User::name)).all().await?;
        assert_eq!(names, ["Alicia"]);
        let kept = session.nested(async |_| {
            alice.edit().name = "Alice".into();
            Ok::<_, orm::Error>(())
        });
        kept.await?;
        session.commit().await?;
        assert_eq!(name(db).await?, "Alice");
    }

    async fn guards_in_other_tasks_count(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let (opened, is_open) = tokio::sync::oneshot::channel::<()>();
        let other = alice.clone();
        let task = tokio::spawn(async move {
            let mut edit = other.edit();
            edit.name = "Alicia".into();
            let _ = opened.send(());
            let _ = wait.await;
        });
        is_open.await?;
        refused(session.commit().await, &format!("`User` {}", alice.id));
        let _ = go.send(());
        task.await?;
        session.commit().await?;
        assert_eq!(name(db).await?, "Alicia");
    }
}
