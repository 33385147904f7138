//! Many-to-many relationships: through a model, on both sides, with columns of its own, and between a model and itself.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "articles")]
pub struct Article {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[relationship(secondary = ArticleTag, back_populates = "articles", order_by = Tag::name)]
    pub tags: HasMany<Tag>,
}

#[derive(Model, Debug)]
#[model(table = "tags")]
pub struct Tag {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub name: String,
    #[relationship(secondary = ArticleTag, back_populates = "tags")]
    pub articles: HasMany<Article>,
}

/// It has a key from the database and a default of its own.
#[derive(Model, Debug)]
#[model(table = "article_tags", unique(article_id, tag_id))]
pub struct ArticleTag {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Article::id)]
    pub article_id: i64,
    #[column(foreign_key = Tag::id)]
    pub tag_id: i64,
    #[column(default = "editor".to_owned(), length = 20)]
    pub added_by: String,
}

/// Who follows whom.
#[derive(Model, Debug)]
#[model(table = "people")]
pub struct Person {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[relationship(secondary = Follow, foreign_key = Follow::follower_id, back_populates = "followers", order_by = Person::id)]
    pub following: HasMany<Person>,
    #[relationship(secondary = Follow, foreign_key = Follow::followed_id, back_populates = "following", order_by = Person::id)]
    pub followers: HasMany<Person>,
}

#[derive(Model, Debug)]
#[model(table = "follows")]
pub struct Follow {
    #[column(primary_key, foreign_key = Person::id)]
    pub follower_id: i64,
    #[column(primary_key, foreign_key = Person::id)]
    pub followed_id: i64,
}

fn names<T: Model>(members: orm::containers::Members<T>, name: fn(&T) -> &String) -> Vec<String> {
    members.iter().map(|member| name(member).clone()).collect()
}

fn tags(article: &Instance<Article>) -> Vec<String> {
    article.tags.get().map(|tags| names(tags, |tag| &tag.name)).unwrap_or_else(|error| vec![error.to_string()])
}

db_test! {
    async fn a_new_graph_is_three_statements(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let rust = Instance::new(Tag::builder().name("rust"));
        let sql = Instance::new(Tag::builder().name("sql"));
        session.add(Article::builder().title("a").tags([&rust, &sql]));
        session.add(Article::builder().title("b").tags([&rust]));
        db.log.take();
        session.commit().await?;
        let mut verbs = db.log.take_verbs();
        assert_eq!(verbs.pop().as_deref(), Some("INSERT article_tags"), "{verbs:?}");
        verbs.sort();
        assert_eq!(verbs, ["INSERT articles", "INSERT tags"]);

        let mut session = db.session();
        let articles = session
            .scalars(select(Article).options(selectinload(Article::tags).selectinload(Tag::articles)).order_by(Article::id))
            .all()
            .await?;
        assert_eq!(session.statement_count(), 3);
        assert_eq!((tags(&articles[0]), tags(&articles[1])), (vec!["rust".into(), "sql".into()], vec!["rust".into()]));
        assert_eq!(articles[1].tags.get()?[0].articles.get()?.len(), 2);
        let links: Vec<String> = session.scalars(select(ArticleTag::added_by)).all().await?;
        assert_eq!(links, ["editor", "editor", "editor"]);
    }

    async fn the_lazy_load_asks_for_the_target_and_the_link_alone(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        session.add_all((0..3).map(|i| Article::builder().title(format!("{i}")).tags([Tag::builder().name(format!("t{i}"))])));
        session.commit().await?;
        let mut session = db.session();
        let articles = session.query(Article).order_by(Article::id).all().await?;
        db.log.take();
        for article in &articles {
            assert_eq!(session.load(article, Article::tags).await?.len(), 1);
        }
        let statements = db.log.take();
        assert_eq!(statements.len(), 1, "{statements:?}");
        assert!(!statements[0].contains("articles"), "{statements:?}");
    }

    async fn both_sides_follow_in_memory_and_count_once(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let article = session.add(Article::builder().title("a"));
        let tag = session.add(Tag::builder().name("t"));
        session.commit().await?;
        session.load(&article, Article::tags).await?;
        session.load(&tag, Tag::articles).await?;
        article.tags.push(&tag);
        assert!(Instance::ptr_eq(&tag.articles.get()?[0], &article));
        tag.articles.push(&article);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT article_tags"]);
        tag.articles.remove(&article);
        assert!(article.tags.get()?.is_empty());
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE article_tags"]);
        assert_eq!(session.query(ArticleTag).count().await?, 0);
        // There and back is nothing.
        article.tags.push(&tag);
        article.tags.remove(&tag);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn an_unloaded_collection_records_what_changes(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        session.add(Article::builder().title("a").tags([Tag::builder().name("old"), Tag::builder().name("stays")]));
        session.commit().await?;
        let mut session = db.session();
        let article = session.query(Article).one().await?;
        let old = session.query(Tag).filter(Tag::name.eq("old")).one().await?;
        db.log.take();
        article.tags.remove(&old);
        article.tags.push(Tag::builder().name("new"));
        assert!(article.tags.get().is_err());
        assert_eq!(db.log.take(), Vec::<String>::new());
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT tags", "DELETE article_tags", "INSERT article_tags"]);
        session.load(&article, Article::tags).await?;
        assert_eq!(tags(&article), ["new", "stays"]);
    }

    async fn what_is_linked_already_can_be_linked_unloaded(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag, Person, Follow]).await?;
        let mut session = db.session();
        session.add(Article::builder().title("a").tags([Tag::builder().name("t")]));
        session.add(Person::builder().name("Ann").following([Person::builder().name("Bob")]));
        session.commit().await?;
        let mut session = db.session();
        let article = session.query(Article).one().await?;
        let tag = session.query(Tag).one().await?;
        let people = session.query(Person).order_by(Person::id).all().await?;
        article.tags.push(&tag);
        article.tags.push(Tag::builder().name("u"));
        people[0].following.push(&people[1]);
        session.commit().await?;
        assert_eq!((session.query(ArticleTag).count().await?, session.query(Follow).count().await?), (2, 1));
        // Of a loaded collection it is known that it was not.
        let mut other = db.session();
        session.load(&article, Article::tags).await?;
        session.commit().await?;
        let new = other.add(Tag::builder().name("v"));
        other.commit().await?;
        other.execute(insert(ArticleTag).values([ArticleTag::builder().article_id(article.id).tag_id(new.id)])).await?;
        other.commit().await?;
        let tag = session.get(Tag, new.id).await?.expect("a row");
        article.tags.push(&tag);
        assert!(session.commit().await.is_err_and(|error| error.is_unique_violation()));
        session.rollback().await?;
    }

    async fn deleting_releases_the_links_of_both_sides(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let shared = Instance::new(Tag::builder().name("shared"));
        let a = session.add(Article::builder().title("a").tags([&shared]));
        let b = session.add(Article::builder().title("b").tags([&shared]));
        session.commit().await?;
        session.load(&shared, Tag::articles).await?;
        db.log.take();
        session.delete(&a).await?;
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE article_tags", "DELETE articles"]);
        assert_eq!(names(shared.articles.get()?, |article| &article.title), ["b"]);
        session.delete(&shared).await?;
        session.delete(&b).await?;
        session.commit().await?;
        let verbs = db.log.take_verbs();
        assert_eq!((verbs.len(), verbs[0].as_str()), (3, "DELETE article_tags"), "{verbs:?}");
        assert_eq!(session.query(ArticleTag).count().await?, 0);
        assert_eq!(session.query(Tag).count().await?, 0);
    }

    async fn rollback_brings_the_links_back(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let article = session.add(Article::builder().title("a").tags([Tag::builder().name("t")]));
        session.commit().await?;
        let tag = article.tags.get()?[0].clone();
        article.tags.remove(&tag);
        article.tags.push(Tag::builder().name("u"));
        session.flush().await?;
        session.rollback().await?;
        session.load(&article, Article::tags).await?;
        assert_eq!(tags(&article), ["t"]);
        session.load(&tag, Tag::articles).await?;
        assert_eq!(tag.articles.get()?.len(), 1);
    }

    async fn a_lost_link_is_stale_data(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let article = session.add(Article::builder().title("a").tags([Tag::builder().name("t")]));
        session.commit().await?;
        let tag = session.load(&article, Article::tags).await?[0].clone();
        session.commit().await?;
        let mut other = db.session();
        other.execute(delete(ArticleTag)).await?;
        other.commit().await?;
        article.tags.remove(&tag);
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::StaleData { model: "ArticleTag", .. }), "{error}");
        session.rollback().await?;
    }

    async fn between_a_model_and_itself(db: &TestDb) {
        db.create(&metadata![Person, Follow]).await?;
        let mut session = db.session();
        let ann = session.add(Person::builder().name("Ann"));
        let bob = session.add(Person::builder().name("Bob"));
        let cid = session.add(Person::builder().name("Cid"));
        ann.following.extend([&bob, &cid]);
        cid.following.push(&ann);
        assert!(Instance::ptr_eq(&bob.followers.get()?[0], &ann));
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT people", "INSERT follows"]);

        let mut session = db.session();
        let people = session
            .scalars(select(Person).options(selectinload(Person::following)).options(selectinload(Person::followers)).order_by(Person::id))
            .all()
            .await?;
        let of = |index: usize| -> Result<_, orm::Error> {
            let name = |person: &Person| person.name.clone();
            Ok((
                people[index].following.get()?.iter().map(|p| name(p)).collect::<Vec<_>>(),
                people[index].followers.get()?.iter().map(|p| name(p)).collect::<Vec<_>>(),
            ))
        };
        assert_eq!(of(0)?, (vec!["Bob".into(), "Cid".into()], vec!["Cid".into()]));
        assert_eq!(of(1)?, (vec![], vec!["Ann".into()]));
        session.delete(&people[0]).await?;
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE follows", "DELETE people"]);
        assert_eq!(of(1)?, (vec![], vec![]));
    }

    async fn in_queries(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag, Person, Follow]).await?;
        let mut session = db.session();
        let rust = Instance::new(Tag::builder().name("rust"));
        session.add(Article::builder().title("a").tags([&rust, &Instance::new(Tag::builder().name("sql"))]));
        session.add(Article::builder().title("b"));
        session.commit().await?;
        let tagged = session.scalars(select(Article::title).filter(Article::tags.any(Tag::name.eq("rust")))).all().await?;
        assert_eq!(tagged, ["a"]);
        let untagged = session.scalars(select(Article::title).filter(!Article::tags.any(true))).all().await?;
        assert_eq!(untagged, ["b"]);
        let counts: Vec<(String, i64)> = session
            .execute(
                select((Article::title, func::count(Tag::id)))
                    .outerjoin(Article::tags)
                    .group_by((Article::id, Article::title))
                    .order_by(Article::id),
            )
            .all()
            .await?;
        assert_eq!(counts, [("a".to_owned(), 2), ("b".to_owned(), 0)]);
        let pairs: Vec<(String, String)> =
            session.execute(select((Tag::name, Article::title)).join(Tag::articles).order_by(Tag::name)).all().await?;
        assert_eq!(pairs.len(), 2);
        let ann = session.add(Person::builder().name("Ann").following([Person::builder().name("Bob")]));
        session.flush().await?;
        let other = orm::core::model::aliased(Person);
        let fans: Vec<String> = session
            .scalars(select(Person::name).filter(Person::following.to(&other).any(other.col(Person::name).eq("Bob"))))
            .all()
            .await?;
        assert_eq!(fans, std::slice::from_ref(&ann.name));
    }

    async fn rollback_restores_both_sides(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let (red, blue) = session.add_all((Tag::builder().name("red"), Tag::builder().name("blue")));
        let article = session.add(Article::builder().title("a").tags([&red, &blue]));
        session.commit().await?;
        let names = |article: &Instance<Article>| -> Result<Vec<String>, orm::Error> {
            Ok(article.tags.get()?.iter().map(|tag| tag.name.clone()).collect())
        };
        article.tags.remove(&red);
        session.flush().await?;
        let mut nested = session.begin_nested().await?;
        article.tags.push(Tag::builder().name("green"));
        article.tags.remove(&blue);
        red.articles.push(&article);
        nested.flush().await?;
        assert_eq!(names(&article)?, ["green", "red"]);
        nested.rollback().await?;
        assert_eq!(names(&article)?, ["blue"]);
        assert_eq!((red.articles.get()?.len(), blue.articles.get()?.len()), (0, 1));
        session.rollback().await?;
        assert_eq!(names(&article)?, ["red", "blue"]);
        assert_eq!((red.articles.get()?.len(), blue.articles.get()?.len()), (1, 1));
        session.commit().await?;
        assert_eq!(session.query(ArticleTag).count().await?, 2);
    }

    async fn merge_replaces_the_links(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let tags = ["red", "blue", "green"].map(|name| Tag::builder().name(name));
        let tags = session.add_all(tags);
        let article = session.add(Article::builder().title("a").tags([&tags[0], &tags[1]]));
        session.commit().await?;
        let ids: Vec<i64> = tags.iter().map(|tag| tag.id).collect();
        let key = article.id;
        session.expunge_all();
        db.log.take();
        let given = Article::builder().id(key).title("b").tags([
            Tag::builder().id(ids[1]).name("blue"),
            Tag::builder().id(ids[2]).name("green"),
            Tag::builder().name("new"),
        ]);
        let merged = session.merge(given).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT articles", "SELECT article_tags", "SELECT tags"]);
        session.commit().await?;
        let names: Vec<String> = merged.tags.get()?.iter().map(|tag| tag.name.clone()).collect();
        assert_eq!(names, ["blue", "green", "new"]);
        assert_eq!((merged.title.as_str(), session.query(ArticleTag).count().await?), ("b", 3));
        assert_eq!(session.query(Tag).count().await?, 4);
    }

    async fn a_link_that_is_removed_and_made_is_there(db: &TestDb) {
        db.create(&metadata![Article, Tag, ArticleTag]).await?;
        let mut session = db.session();
        let tags_ = session.add_all(["a", "b"].map(|name| Tag::builder().name(name)));
        session.add(Article::builder().title("x").tags([&tags_[0]]));
        session.commit().await?;
        let mut session = db.session();
        let article = session.query(Article).one().await?;
        // Of the one it is not known that it is there, of the other not that it is not.
        for tag in session.query(Tag).all().await? {
            article.tags.remove(&tag);
            article.tags.push(&tag);
        }
        session.commit().await?;
        session.load(&article, Article::tags).await?;
        assert_eq!(tags(&article), ["a", "b"]);
        assert_eq!(session.query(ArticleTag).count().await?, 2);
    }
}
