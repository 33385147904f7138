//! What people who know SQLAlchemy write first.

use std::fmt;

use orm::core::Value;
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use crate::models::*;

#[derive(Model)]
pub struct Badge {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    pub weight: Option<i32>,
    #[column(precision = 10, scale = 2, default = Decimal::ZERO)]
    pub price: Decimal,
    pub given: Option<DateTime<Utc>>,
    #[column(computed = Badge::id + 1)]
    pub next: i64,
}

impl fmt::Display for Badge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "«{}»", self.title)
    }
}

async fn filled(db: &TestDb) -> orm::Result<Session> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    session.add(User::builder().name("Ann").posts([Post::builder().title("A"), Post::builder().title("B")]));
    session.add(User::builder().name("Ben").email("ben@example.org"));
    session.commit().await?;
    Ok(session)
}

db_test! {
    async fn where_is_filter(db: &TestDb) {
        let mut session = filled(db).await?;
        assert_eq!(session.query(User).where_(User::name.eq("Ann")).count().await?, 1);
        assert_eq!(session.scalars(select(User::name).where_(User::id.eq(2))).one().await?, "Ben");
        session.execute(update(User).where_(User::id.eq(2)).set(User::name, "Bob")).await?;
        session.execute(delete(Post).where_(Post::title.eq("A"))).await?;
        assert_eq!(session.query(Post).count().await?, 1);
    }

    async fn limits_are_integers_of_any_type(db: &TestDb) {
        let mut session = filled(db).await?;
        let (size, skip, one) = (1_usize, 1_i64, 1_u8);
        let second = session.query(Post).order_by(Post::id).limit(size).offset(skip).one().await?;
        assert_eq!(second.title, "B");
        assert_eq!(session.scalars(select(Post::id).order_by(Post::id).limit(one).offset(0)).all().await?.len(), 1);
        let both = select(Post::id).union(select(User::id)).limit(1_i32).offset(1_u64);
        assert_eq!(session.scalars(both).all().await?.len(), 1);
        db.log.take_all();
        let error = session.query(Post).limit(-1).all().await.unwrap_err();
        assert_eq!(error.to_string(), "a value cannot be bound: a limit of -1 rows");
        let error = session.scalars(select(Post::id).union(select(User::id)).offset(-2_i64)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "a value cannot be bound: an offset of -2 rows");
        assert!(session.execute(delete(Post).limit(-1)).await.is_err());
        assert_eq!(db.log.take_all(), [""; 0]);
    }

    async fn distinct_of_a_query(db: &TestDb) {
        let mut session = filled(db).await?;
        let authors = || User::posts;
        assert_eq!(session.query(User).join(authors()).all().await?.len(), 2);
        assert_eq!(session.query(User).join(authors()).distinct().all().await?.len(), 1);
        assert_eq!(session.query(User).join(authors()).distinct().order_by(User::id).limit(1).count().await?, 1);
    }

    async fn instances_rows_and_statements_print(db: &TestDb) {
        db.create(&metadata![Badge]).await?;
        let mut session = db.session();
        let badge = session.add(Badge::builder().title("Gold"));
        session.commit().await?;
        assert_eq!(badge.to_string(), "«Gold»");
        let row = session.execute(text("SELECT title FROM badges")).one().await?;
        assert_eq!(row.to_string(), "('Gold')");
        let statement = update(Badge).filter(Badge::id.eq(1)).set(Badge::title, "x");
        assert_eq!(statement.to_string(), r#"UPDATE "badges" SET "title" = 'x' WHERE "badges"."id" = 1"#);
        assert_eq!(text("SELECT :a").bind("a", 1).to_string(), "SELECT 1");
    }

    async fn columns_are_set_by_name(db: &TestDb) {
        db.create(&metadata![Badge]).await?;
        let mut session = db.session();
        let badge = session.add(Badge::builder().title("Gold"));
        session.commit().await?;
        Instance::set_by_name(&badge, "weight", 5)?;
        Instance::set_by_name(&badge, "price", "1.50")?;
        let body = serde_json::json!({ "title": "Silver", "given": "2024-01-31T23:30:00+01:00", "price": 2.25 });
        badge.assign(body.as_object().cloned().unwrap_or_default())?;
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs().iter().filter(|verb| verb.starts_with("UPDATE")).count(), 1);
        let read = db.session().get_one(Badge, badge.id).await?;
        assert_eq!((read.title.as_str(), read.weight, read.price), ("Silver", Some(5), Decimal::new(225, 2)));
        assert_eq!(read.given.map(|given| given.to_rfc3339()).as_deref(), Some("2024-01-31T22:30:00+00:00"));

        // All or nothing.
        let wrong = |changes: &[(&str, Value)]| badge.assign(changes.to_vec()).unwrap_err().to_string();
        let title = || ("title", Value::from("Tin"));
        assert_eq!(wrong(&[title(), ("colour", 1.into())]), "`Badge` has no column `colour`");
        assert!(wrong(&[title(), ("weight", "heavy".into())]).contains("`Badge::weight`"));
        assert!(wrong(&[title(), ("weight", i64::MAX.into())]).contains("`Badge::weight`"));
        assert!(wrong(&[title(), ("title", Value::from(None::<String>))]).contains("`Badge::title`"));
        assert_eq!(wrong(&[title(), ("next", 1.into())]), "`Badge::next` is computed by the database");
        assert!(!Instance::is_modified(&badge));
    }

    async fn tables_are_created_in_a_transaction(db: &TestDb) {
        let transactional = matches!(db.backend, Backend::Sqlite | Backend::Postgres);
        let mut conn = db.engine.begin().await?;
        assert_eq!(metadata![Badge].create_all(&mut conn).await?, ["badges"]);
        conn.execute(insert(Badge).values([Badge::builder().title("Gold")])).await?;
        assert_eq!(conn.scalars(select(Badge::title)).all().await?, ["Gold"]);
        conn.rollback().await?;
        let left = if transactional { vec!["badges".to_owned()] } else { vec![] };
        let mut session = db.session();
        assert_eq!(metadata![Badge].create_all(&mut session).await?, left);
        session.add(Badge::builder().title("Gold"));
        session.commit().await?;
        let mut session = db.session();
        session.add(Badge::builder().title("Silver"));
        assert_eq!(metadata![Badge].drop_all(&mut session).await?, ["badges"]);
        session.rollback().await?;
        assert_eq!(metadata![Badge].create_all(&db.engine).await?.len(), usize::from(!transactional));
        let kept = if transactional { vec!["Gold".to_owned()] } else { vec![] };
        assert_eq!(db.session().scalars(select(Badge::title)).all().await?, kept);
    }

    #[allow(deprecated)] // what they say instead is what is tested
    async fn sqlalchemy_s_words_work_and_say_ours(db: &TestDb) {
        let mut session = filled(db).await?;
        let ann = || and_(User::name.eq("Ann"), or_(User::email.is_(None), not_(User::is_active)));
        assert_eq!(session.execute(select(User).filter(ann())).scalars().all().await?.len(), 1);
        assert_eq!(session.execute(select(func::count(User::id)).filter(User::email.is_not(None))).scalar_one().await?, 1);
        let users = session.execute(select(User).options(joinedload(User::posts)).order_by(User::id)).unique();
        let users = users.scalars().fetchall().await?;
        assert_eq!(users[0].posts.get()?.len(), 2);
        users[1].posts.append(Post::builder().title("C"));
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 3);
    }
}
