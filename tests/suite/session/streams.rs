//! Rows one at a time.

use futures_util::StreamExt;
use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

/// More rows than fit into any buffer on the way.
const MANY: usize = 20_000;

async fn add_users(session: &mut Session, count: usize) -> orm::Result<()> {
    session.add_all((0..count).map(|i| User::builder().name(format!("user {i}"))));
    session.commit().await?;
    session.expunge_all();
    Ok(())
}

db_test! {
    async fn a_streamed_instance_is_held_by_the_user_alone(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        add_users(&mut session, 3).await?;
        let mut kept = Vec::new();
        let mut users = session.scalars(select(User).order_by(User::id)).stream();
        while let Some(user) = users.try_next().await? {
            assert_eq!(Instance::lifecycle(&user), Lifecycle::Persistent);
            if user.name == "user 1" {
                kept.push(user);
            }
        }
        drop(users);
        db.log.take();
        // As long as it lives it is the instance of its row.
        let same = session.get(User, kept[0].id).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&same, &kept[0]));
        assert!(db.log.take().is_empty());
        // The others are gone: they are read anew.
        assert!(session.get(User, kept[0].id - 1).await?.is_some());
        assert_eq!(db.log.take_verbs(), ["SELECT users"]);
    }

    async fn one_row_is_one_instance_within_and_across_streams(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        session.add(User::builder().name("Alice").posts([Post::builder().title("a"), Post::builder().title("b")]));
        session.commit().await?;
        session.expunge_all();
        let pairs = session.execute(select((User, Post::title)).join(User::posts).order_by(Post::id)).stream();
        let pairs: Vec<_> = pairs.map(|pair| pair.unwrap()).collect().await;
        assert!(pairs.len() == 2 && Instance::ptr_eq(&pairs[0].0, &pairs[1].0));
        let again = session.scalars(select(User)).stream().try_next().await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&again, &pairs[0].0));
        let known = session.query(User).one().await?;
        assert!(Instance::ptr_eq(&known, &pairs[0].0));
    }

    async fn an_edited_one_is_flushed_and_kept(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        add_users(&mut session, 5).await?;
        let mut users = session.scalars(select(User).order_by(User::id)).stream();
        while let Some(user) = users.try_next().await? {
            match &*user.name {
                "user 1" => user.set(User::name, "edited"),
                "user 2" => drop(user.posts.push(Post::builder().title("pushed"))),
                _ => {}
            }
        }
        drop(users);
        db.log.take();
        session.flush().await?;
        assert_eq!(db.log.take_verbs().iter().filter(|verb| !verb.starts_with("SELECT")).collect::<Vec<_>>(),
            ["UPDATE users", "INSERT posts"]);
        let edited = session.query(User).filter(User::name.eq("edited")).one().await?;
        db.log.take();
        let same = session.get(User, edited.id).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&same, &edited) && db.log.take().is_empty());
        session.rollback().await?;
        assert_eq!(edited.name, "user 1");
        let names: Vec<String> = session.scalars(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names[1], "user 1");
    }

    async fn the_key_of_a_streamed_instance_can_change(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        add_users(&mut session, 1).await?;
        let user = session.scalars(select(User)).stream().try_next().await?.ok_or("no row")?;
        let old = user.id;
        user.edit().id = 1000;
        session.commit().await?;
        db.log.take();
        let same = session.get(User, 1000).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&same, &user) && db.log.take().is_empty());
        assert!(session.get(User, old).await?.is_none());
    }

    async fn a_streamed_instance_can_be_deleted_and_expunged(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        add_users(&mut session, 2).await?;
        let users: Vec<_> = session.scalars(select(User).order_by(User::id)).stream().map(|u| u.unwrap()).collect().await;
        session.delete(&users[0]).await?;
        session.expunge(&users[1]);
        assert_eq!(Instance::lifecycle(&users[1]), Lifecycle::Detached);
        users[1].edit().name = "ignored".into();
        session.commit().await?;
        let names: Vec<String> = session.scalars(select(User::name)).all().await?;
        assert_eq!(names, ["user 1"]);
    }

    async fn a_stream_that_is_dropped_leaves_the_transaction_as_it_was(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        add_users(&mut session, MANY).await?;
        session.add(User::builder().name("in the transaction"));
        session.flush().await?;
        let mut users = session.scalars(select(User).order_by(User::id)).stream();
        for i in 0..3 {
            assert_eq!(users.try_next().await?.ok_or("no row")?.name, format!("user {i}"));
        }
        drop(users);
        assert!(session.in_transaction());
        assert_eq!(usize::try_from(session.query(User).count().await?)?, MANY + 1);
        // And once more, the other way around: what ends the transaction comes next.
        assert!(session.scalars(select(User)).stream().try_next().await?.is_some());
        session.commit().await?;
        let mut fresh = db.session();
        assert_eq!(usize::try_from(fresh.query(User).count().await?)?, MANY + 1);
        fresh.add(User::builder().name("rolled back"));
        fresh.flush().await?;
        assert!(fresh.scalars(select(User)).stream().try_next().await?.is_some());
        // Dropped with rows on the way: its connection must not do harm to the next one.
        drop(fresh);
        for _ in 0..5 {
            assert_eq!(usize::try_from(db.session().query(User).count().await?)?, MANY + 1);
        }
    }

    async fn a_connection_streams_plain_values(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        add_users(&mut db.session(), MANY).await?;
        let mut conn = db.engine.acquire().await?;
        let mut rows = conn.execute(select(User).order_by(User::id)).stream();
        let mut count = 0;
        while let Some(user) = rows.next().await {
            let user: User = user?;
            assert_eq!(user.name, format!("user {count}"));
            count += 1;
        }
        assert!(rows.next().await.is_none());
        drop(rows);
        assert_eq!(count, MANY);
        assert!(!conn.in_transaction());
        assert!(conn.execute(select(User::id)).stream().next().await.is_some());
        conn.execute(update(User).filter(User::name.eq("user 1")).set(User::is_active, false)).await?;
        assert!(conn.execute(select(User::id)).stream().next().await.is_some());
        conn.commit().await?;
        let inactive: i64 = conn.scalar(select(func::count(User::id)).filter(User::is_active.eq(false))).await?;
        assert_eq!(inactive, 1);
    }

    async fn an_error_ends_a_stream(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        add_users(&mut session, 3).await?;
        let mut rows = session.execute(text("SELECT id, name FROM users").columns::<(i64, i64)>()).stream();
        assert!(rows.next().await.is_some_and(|row| row.is_err()));
        assert!(rows.next().await.is_none());
        drop(rows);
        let mut rows = session.execute(text("SELECT nothing FROM nowhere")).stream();
        assert!(rows.next().await.is_some_and(|row| row.is_err()));
        drop(rows);
        session.rollback().await?;
        assert_eq!(session.query(User).count().await?, 3);
        let mut users = session.scalars(select(User).options(selectinload(User::posts))).stream();
        let error = users.next().await.ok_or("nothing")?.unwrap_err();
        assert!(error.to_string().starts_with("a stream cannot load relationships along"), "{error}");
    }

    async fn pending_changes_are_flushed_before_a_stream(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        let found = session.scalars(select(User)).stream().try_next().await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&alice, &found));
        session.add(User::builder().name("Bob"));
        let mut names = session.scalars(select(User::name)).no_autoflush().stream();
        assert!(names.try_next().await?.is_some() && names.try_next().await?.is_none());
    }
}
