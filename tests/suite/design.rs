//! The API as the project promises it, in one program.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn the_api_in_one_program(db: &TestDb) {
        let engine = db.engine.clone();
        let metadata = metadata![User, Post, Comment];
        assert_eq!(metadata.create_all(&engine).await?, ["users", "posts", "comments"]);
        assert!(metadata.create_all(&engine).await?.is_empty());

        let mut session = Session::new(&engine);

        // create
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("Hello")]));
        session.commit().await?;
        assert_eq!(alice.posts.get()?[0].user_id, alice.id);

        // read
        let alice = session.scalars(select(User).filter(User::name.eq("Alice"))).one().await?;
        let first = session.query(User).filter(User::name.starts_with("A")).order_by(User::id.desc()).first().await?;
        assert!(first.is_some_and(|first| Instance::ptr_eq(&first, &alice)));
        let same = session.get(User, alice.id).await?.expect("row");
        assert!(Instance::ptr_eq(&alice, &same));

        // update
        alice.edit().name = "Alice Smith".into();
        session.commit().await?;

        // eager loading, nested; explicit loading
        let users = session.scalars(
            select(User).options(selectinload(User::posts).selectinload(Post::comments)),
        ).all().await?;
        for post in users[0].posts.get()? {
            assert_eq!(post.comments.get()?.len(), 0);
        }
        let posts = session.load(&users[0], User::posts).await?;
        assert_eq!(posts.len(), 1);

        // relationships in queries, tuples, aggregates
        let rows: Vec<(String, i64)> = session.execute(
            select((User::name, func::count(Post::id)))
                .outerjoin(User::posts)
                .group_by(User::id)
                .having(func::count(Post::id).gt(0)),
        ).all().await?;
        assert_eq!(rows, [("Alice Smith".to_owned(), 1)]);
        let pairs: Vec<(Instance<User>, Option<Instance<Post>>)> =
            session.execute(select((User, Post.optional())).outerjoin(User::posts)).all().await?;
        assert_eq!(pairs.len(), 1);

        // bulk DML, RETURNING
        session.execute(update(User).filter(User::is_active.eq(false)).set(User::name, func::lower(User::name))).await?;
        let many_builders = (0..3).map(|i| User::builder().name(format!("user {i}")));
        if db.backend.has_insert_returning() {
            let ids: Vec<i64> = session.execute(insert(User).values(many_builders).returning(User::id)).all().await?;
            assert_eq!(ids.len(), 3);
        } else {
            let inserted = session.execute(insert(User).values(many_builders)).await?;
            assert_eq!(inserted.rows_affected(), 3);
        }

        // delete with cascades; raw SQL
        session.delete(&alice).await?;
        let n: i64 = session.scalar(text("SELECT count(*) FROM users WHERE name = :name").bind("name", "Bob")).await?;
        assert_eq!(n, 0);
        session.commit().await?;

        // a transaction as a closure, also on a task of its own
        let spawned = engine.clone();
        tokio::spawn(async move {
            spawned.transaction(async move |session| {
                session.add(User::builder().name("Carol"));
                Ok::<_, orm::Error>(())
            }).await
        }).await??;

        // Core: plain values
        let mut conn = engine.acquire().await?;
        let users: Vec<User> = conn.execute(select(User).limit(100)).all().await?;
        assert_eq!(users.len(), 4);
        assert!(users[0].posts.get().is_err());
    }
}
