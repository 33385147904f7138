//! INSERT of many rows, and upserts.

use orm_tests::db_test;

use crate::models::*;

use super::*;

db_test! {
    async fn rows_of_one_shape_are_one_statement_in_sequence(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let user = |name: &str| User::builder().name(name);
        let at = |name: &str| user(name).created_at(DateTime::UNIX_EPOCH);
        session.execute(insert(User).values([user("a"), user("b")]).values([at("c")]).values([user("d")])).await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT users", "INSERT users"]);
        let active: Vec<bool> = session.scalars(select(User::is_active)).all().await?;
        assert_eq!(active, [true; 4], "defaults apply");
    }

    async fn returning_gives_tracked_instances_in_the_order_of_the_rows(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let statement = insert(User).values((0..50).rev().map(|n| User::builder().name(format!("u{n}")))).returning(User);
        if !db.backend.has_insert_returning() {
            let error = session.execute(statement).all().await.unwrap_err();
            assert!(matches!(error, orm::Error::Unsupported { .. }), "{error}");
            return Ok(());
        }
        let users = session.execute(statement).all().await?;
        assert!(users.iter().zip((0..50).rev()).all(|(user, n)| user.name == format!("u{n}")));
        assert!(users.iter().all(|user| Instance::lifecycle(user) == Lifecycle::Persistent));
        db.log.take();
        let same = session.get(User, users[7].id).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&same, &users[7]));
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn collections_are_loaded_anew_after_an_insert(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("one")]));
        session.commit().await?;
        assert_eq!(session.load(&alice, User::posts).await?.len(), 1);
        session.execute(insert(Post).values([Post::builder().title("two").user_id(alice.id)])).await?;
        assert_eq!(session.load(&alice, User::posts).await?.len(), 2);
    }

    async fn an_upsert_refreshes_what_is_in_memory(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").email("a@example.org"));
        let bob = session.add(User::builder().name("Bob").email("b@example.org"));
        session.flush().await?;
        bob.set(User::is_active, false);
        let upsert = || {
            insert(User)
                .values([
                    User::builder().name("Alicia").email("a@example.org"),
                    User::builder().name("Robert").email("b@example.org"),
                    User::builder().name("Carol").email("c@example.org"),
                ])
                .on_conflict_update(User::email, |row| row.set_excluded(User::name))
        };
        if !db.backend.has_insert_returning() {
            session.execute(upsert()).await?;
            session.query(User).all().await?;
            assert_eq!((alice.name.as_str(), bob.name.as_str(), bob.is_active), ("Alicia", "Robert", false));
            return Ok(());
        }
        let users = session.execute(upsert().returning(User)).no_autoflush().all().await?;
        assert!(Instance::ptr_eq(&users[0], &alice) && Instance::ptr_eq(&users[1], &bob));
        assert_eq!((alice.name.as_str(), bob.name.as_str(), users[2].name.as_str()), ("Alicia", "Robert", "Carol"));
        assert!(!bob.is_active && session.dirty().contains(&bob), "a pending change stays");
        session.rollback().await?;
        assert_eq!(session.query(User).count().await?, 0);
    }
}

#[derive(Model, Debug)]
#[model(table = "articles")]
struct Article {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[relationship(secondary = ArticleTag, back_populates = "articles")]
    tags: HasMany<Tag>,
}

#[derive(Model, Debug)]
#[model(table = "tags")]
struct Tag {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(secondary = ArticleTag, back_populates = "tags")]
    articles: HasMany<Article>,
}

#[derive(Model, Debug)]
#[model(table = "article_tags")]
struct ArticleTag {
    #[column(primary_key, foreign_key = Article::id, on_delete = "cascade")]
    article_id: i64,
    #[column(primary_key, foreign_key = Tag::id, on_delete = "cascade")]
    tag_id: i64,
}

db_test! {
    async fn many_to_many_collections_follow(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let article = session.add(Article::builder().title("a").tags([Tag::builder().name("x")]));
        let tag = session.add(Tag::builder().name("y"));
        session.flush().await?;
        session.execute(insert(ArticleTag).values([ArticleTag { article_id: article.id, tag_id: tag.id }])).await?;
        assert_eq!(session.load(&article, Article::tags).await?.len(), 2);
        session.execute(delete(Tag).filter(Tag::name.eq("x"))).await?;
        assert_eq!(article.tags.get()?.len(), 1);
        session.flush().await?;
        assert_eq!(session.load(&article, Article::tags).await?[0].name, "y");
    }
}
