//! Case 48: merge.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use crate::models::*;

/// Alice with the posts 1 and 2, and nobody in the session.
async fn alice(db: &TestDb) -> orm::Result<Session> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    let posts = ["one", "two"].map(|title| Post::builder().title(title));
    session.add(User::builder().name("Alice").email("a@x").posts(posts));
    session.commit().await?;
    session.expunge_all();
    db.log.take_all();
    Ok(session)
}

db_test! {
    async fn case_48_merge_replaces_columns_and_collections(db: &TestDb) {
        let mut session = alice(db).await?;
        let given = Instance::new(User::builder().id(1).name("y").posts([
            Post::builder().id(1).title("x"),
            Post::builder().id(3).title("three"),
        ]));
        let merged = session.merge(&given).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users", "SELECT posts", "SELECT posts"], "the last asks for post 3");
        assert!(!Instance::ptr_eq(&merged, &given));
        assert_eq!(Instance::lifecycle(&given), Lifecycle::Transient);
        assert!(given.posts.get()?.iter().all(|post| Instance::lifecycle(post) == Lifecycle::Transient));
        session.flush().await?;
        let written: Vec<String> = db.log.take_verbs().into_iter().filter(|verb| !verb.starts_with("SELECT")).collect();
        assert_eq!(written, ["UPDATE users", "UPDATE posts", "INSERT posts", "DELETE posts"]);
        let titles: Vec<String> = merged.posts.get()?.iter().map(|post| post.title.clone()).collect();
        assert_eq!(titles, ["x", "three"]);
        assert_eq!(merged.email.as_deref(), Some("a@x"), "was not given");
        assert_eq!((given.name.as_str(), given.posts.get()?[1].user_id), ("y", 0), "as it was");
    }

    async fn case_48_without_keys_there_is_nothing_to_ask_for(db: &TestDb) {
        let mut session = alice(db).await?;
        let given = User::builder().id(1).name("Alice").posts([
            Post::builder().id(1).title("one"),
            Post::builder().id(2).title("two"),
            Post::builder().title("a3"),
        ]);
        let merged = session.merge(given).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users", "SELECT posts"]);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT posts"], "nothing else differs");
        assert!(merged.posts.get()?[2].id > 0);
    }

    async fn case_48_what_is_not_loaded_is_left_alone(db: &TestDb) {
        let mut session = alice(db).await?;
        let merged = session.merge(User::builder().id(1).name("Alicia").email(None)).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users"]);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users"]);
        assert_eq!((merged.name.as_str(), merged.email.as_deref()), ("Alicia", None));
        assert_eq!(session.load(&merged, User::posts).await?.len(), 2);
        // An empty collection that was given is one.
        session.merge(User::builder().id(1).name("Alicia").posts(Vec::<Instance<Post>>::new())).await?;
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 0);
    }

    async fn case_48_a_missing_row_becomes_pending(db: &TestDb) {
        let mut session = alice(db).await?;
        let merged = session.merge(User::builder().id(9).name("new")).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT users"]);
        assert_eq!(Instance::lifecycle(&merged), Lifecycle::Pending);
        session.flush().await?;
        db.log.take();
        let keyless = session.merge(User::builder().name("keyless")).await?;
        assert!(db.log.take().is_empty());
        assert_eq!(Instance::lifecycle(&keyless), Lifecycle::Pending);
        session.commit().await?;
        assert_eq!((merged.id, session.query(User).count().await?), (9, 3));
        assert!(keyless.is_active, "defaults are in place");
    }

    async fn case_48_without_load_there_is_no_sql_and_no_change(db: &TestDb) {
        let mut session = alice(db).await?;
        let mut other = db.session();
        let given = other.query(User).options(selectinload(User::posts)).one().await?;
        other.commit().await?;
        db.log.take_all();
        let merged = session.merge(&given).without_load().await?;
        assert!(!Instance::ptr_eq(&merged, &given));
        assert_eq!((merged.name.as_str(), merged.posts.get()?.len()), ("Alice", 2));
        assert!(Instance::ptr_eq(&merged.posts.get()?[0].author.get()?, &merged));
        assert!(session.dirty().is_empty());
        session.commit().await?;
        assert!(db.log.take_all().is_empty());
        merged.edit().name = "Alicia".into();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users"]);

        given.edit().name = "changed".into();
        let error = session.merge(&given).without_load().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "this `User` has changes: without loading, merge takes only what is in the database"
        );
        assert!(session.merge(User::builder().name("new")).without_load().await.is_err());
    }

    async fn merge_all_asks_once_per_level(db: &TestDb) {
        let mut session = alice(db).await?;
        let given: Vec<_> = (1..=20)
            .map(|id| {
                let post = Post::builder().id(id).title("p").comments([Comment::builder().id(id).text("c")]);
                User::builder().id(id).name(format!("u{id}")).posts([post])
            })
            .collect();
        let merged = session.merge_all(given).await?;
        let expected = ["SELECT users", "SELECT posts", "SELECT posts", "SELECT comments", "SELECT comments"];
        assert_eq!(db.log.take_verbs(), expected, "the collections that are replaced, and the keys they did not bring");
        assert_eq!(merged.len(), 20);
        session.commit().await?;
        assert_eq!(session.query(Comment).count().await?, 20);
        assert_eq!(session.query(Post).count().await?, 20);
    }

    async fn merge_of_the_sessions_own_instance_is_itself(db: &TestDb) {
        let mut session = alice(db).await?;
        let own = session.get(User, 1).await?.ok_or("no row")?;
        db.log.take();
        own.edit().name = "mine".into();
        let merged = session.merge(&own).await?;
        assert!(Instance::ptr_eq(&own, &merged));
        assert_eq!(db.log.take_verbs(), ["UPDATE users"], "the flush before it");
    }

    async fn merge_follows_references_and_circles(db: &TestDb) {
        let mut session = alice(db).await?;
        // The post leads to its author, whose collection leads back.
        let author = Instance::new(User::builder().id(1).name("Alicia"));
        let post = Instance::new(Post::builder().id(2).title("2").author(&author));
        let merged = session.merge(&post).await?;
        session.flush().await?;
        assert_eq!(merged.author.get()?.name, "Alicia");
        assert!(!Instance::ptr_eq(&merged.author.get()?, &author));
        // Unlike SQLAlchemy, the author's collection has the post by the reference alone, and that does not mean that it has no other.
        let titles: Vec<String> = session.scalars(select(Post::title).order_by(Post::id)).all().await?;
        assert_eq!(titles, ["one", "2"]);
    }

    async fn a_row_that_is_given_twice_is_made_once(db: &TestDb) {
        let mut session = alice(db).await?;
        let given = [User::builder().id(5).name("a"), User::builder().id(5).name("b")];
        let merged = session.merge_all(given).await?;
        assert!(Instance::ptr_eq(&merged[0], &merged[1]));
        session.commit().await?;
        assert_eq!(merged[0].name, "b");
    }

    async fn merge_brings_changes_back_from_outside(db: &TestDb) {
        let mut session = alice(db).await?;
        let detached = {
            let mut other = db.session();
            other.query(User).options(selectinload(User::posts)).one().await?
        };
        detached.edit().name = "Alicia".into();
        detached.posts.push(Post::builder().title("three"));
        let merged = session.merge(&detached).await?;
        session.commit().await?;
        assert_eq!((merged.name.as_str(), merged.posts.get()?.len()), ("Alicia", 3));
        assert_eq!(session.query(Post).count().await?, 3);
        assert_eq!(Instance::lifecycle(&detached), Lifecycle::Detached);
        // Somebody else's change since is not overwritten by what was not given.
        let again = session.merge(User::builder().id(1).name("Alice")).await?;
        assert!(Instance::ptr_eq(&again, &merged));
        assert_eq!(again.posts.get()?.len(), 3);
    }
}
