//! Eager and explicit loading.

use orm::prelude::*;
use orm_tests::{TestDb, TestResult, db_test};

use crate::models::*;

async fn fill(db: &TestDb) -> TestResult {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    session.add_all((0..3).map(|i| {
        User::builder().name(format!("user {i}")).posts((0..i).map(|j| {
            Post::builder().title(format!("{i}.{j}")).comments([Comment::builder().text(format!("{i}.{j}.c"))])
        }))
    }));
    session.commit().await?;
    db.log.take();
    Ok(())
}

db_test! {
    async fn selectinload_is_one_statement_per_level(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let option = selectinload(User::posts).selectinload(Post::comments);
        let users = session.scalars(select(User).order_by(User::id).options(option)).all().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users", "SELECT posts", "SELECT comments"]);
        let counts: Vec<usize> = users.iter().map(|user| user.posts.get().map(|posts| posts.len())).collect::<Result<_, _>>()?;
        assert_eq!(counts, [0, 1, 2]);
        for user in &users {
            for post in user.posts.get()? {
                assert_eq!(post.comments.get()?[0].text, format!("{}.c", post.title));
                assert!(Instance::ptr_eq(&post.author.get()?, user));
            }
        }
        // After the session, the graph that was loaded is still there.
        drop(session);
        assert_eq!(users[2].posts.get()?[1].comments.get()?.len(), 1);
    }

    async fn nothing_is_loaded_for_nothing(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let none = session
            .scalars(select(User).filter(User::name.eq("nobody")).options(selectinload(User::posts)))
            .all()
            .await?;
        assert!(none.is_empty());
        assert_eq!(db.log.take_verbs(), ["SELECT users"]);
    }

    async fn load_is_batched_over_siblings(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let users = session.query(User).order_by(User::id).all().await?;
        db.log.take();
        for user in &users {
            session.load(user, User::posts).await?;
        }
        assert_eq!(db.log.take_verbs(), ["SELECT posts"]);
        let posts: Vec<_> = session.load(&users[2], User::posts).await?.into_iter().collect();
        for post in &posts {
            session.load(post, Post::comments).await?;
        }
        assert_eq!(db.log.take_verbs(), ["SELECT comments"]);
    }

    async fn a_reference_to_a_known_row_needs_no_sql(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let users = session.query(User).all().await?;
        let posts = session.query(Post).all().await?;
        db.log.take();
        for post in &posts {
            let author = session.load(post, Post::author).await?;
            assert!(users.iter().any(|user| Instance::ptr_eq(user, &author)));
        }
        assert!(db.log.take().is_empty());
    }

    async fn references_are_loaded_in_one_statement(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let option = selectinload(Comment::post).selectinload(Post::author);
        let comments = session.scalars(select(Comment).order_by(Comment::id).options(option)).all().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT comments", "SELECT posts", "SELECT users"]);
        drop(session);
        let post = comments[0].post.get()?.ok_or("no post")?;
        assert_eq!(post.author.get()?.name, "user 1");
    }

    async fn more_parents_than_a_list_holds(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        session.add_all((0..1201).map(|i| User::builder().name(format!("{i}")).posts([Post::builder().title(format!("{i}"))])));
        session.commit().await?;
        let mut fresh = db.session();
        db.log.take();
        let users = fresh.scalars(select(User).options(selectinload(User::posts))).all().await?;
        let statements = db.log.take().len();
        assert_eq!(statements, if db.backend == orm_tests::Backend::Postgres { 2 } else { 4 });
        for user in users {
            assert_eq!(user.posts.get()?[0].title, user.name);
        }
    }

    async fn a_collection_is_current_after_a_commit_elsewhere(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let user = session.query(User).filter(User::name.eq("user 1")).one().await?;
        assert_eq!(session.load(&user, User::posts).await?.len(), 1);
        session.commit().await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(insert(Post).values([Post::builder().title("other").user_id(user.id)])).await?;
        connection.commit().await?;
        assert_eq!(session.load(&user, User::posts).await?.len(), 2);
    }

    async fn an_option_must_start_from_what_is_selected(db: &TestDb) {
        fill(db).await?;
        let mut session = db.session();
        let pairs = session
            .execute(select((User, Post.optional())).outerjoin(User::posts).options(selectinload(Post::comments)))
            .all()
            .await?;
        assert_eq!(pairs.len(), 4);
        let wrong = session.execute(select((User, User::name)).options(selectinload(Post::comments))).all().await;
        assert!(wrong.is_err());
    }
}
