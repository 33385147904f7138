//! Models in other databases: `Session::bind`.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use crate::models::*;

#[derive(Model, Debug)]
#[model(table = "visits")]
struct Visit {
    #[column(primary_key)]
    id: i64,
    page: String,
    #[column(server_default = 1)]
    count: i32,
}

/// The session's database, and SQLite for the visits: different dialects.
async fn two(db: &TestDb) -> orm::Result<(Session, Engine)> {
    db.create(&metadata![User, Post, Comment]).await?;
    let other = create_engine("sqlite::memory:").connect().await?;
    metadata![Visit].create_all(&other).await?;
    let mut session = db.session();
    session.bind(Visit, &other)?;
    Ok((session, other))
}

async fn visits(engine: &Engine) -> orm::Result<Vec<(String, i32)>> {
    engine.acquire().await?.execute(select((Visit::page, Visit::count)).order_by(Visit::id)).all().await
}

db_test! {
    async fn rows_are_where_their_models_are_bound(db: &TestDb) {
        let (mut session, other) = two(db).await?;
        assert_eq!(session.engine_of(Visit).dialect().name, "SQLite");
        let user = session.add(User::builder().name("Alice"));
        let visit = session.add(Visit::builder().page("/"));
        session.add(Visit::builder().page("/a"));
        session.commit().await?;
        assert!(user.id > 0 && visit.id > 0 && visit.count == 1);
        assert_eq!(visits(&other).await?, [("/".to_owned(), 1), ("/a".to_owned(), 1)]);

        visit.edit().count = 5;
        user.edit().name = "Bob".into();
        assert_eq!(session.query(Visit).filter(Visit::count.gt(1)).count().await?, 1);
        assert_eq!(session.scalars(select(User::name)).all().await?, ["Bob"]);
        session.execute(update(Visit).set(Visit::count, Visit::count + 1)).await?;
        assert_eq!(visit.count, 6);
        let second = session.query(Visit).filter(Visit::page.eq("/a")).one().await?;
        session.delete(&second).await?;
        session.commit().await?;
        assert_eq!(visits(&other).await?, [("/".to_owned(), 6)]);
        let again = db.session().get_one(User, user.id).await?;
        assert_eq!(again.name, "Bob");
        let mut streamed = session.scalars(select(Visit)).stream();
        assert!(Instance::ptr_eq(&streamed.try_next().await?.expect("a row"), &visit));
    }

    async fn both_are_rolled_back(db: &TestDb) {
        let (mut session, other) = two(db).await?;
        let user = session.add(User::builder().name("Alice"));
        let visit = session.add(Visit::builder().page("/"));
        session.commit().await?;

        visit.edit().page = "/lost".into();
        user.edit().name = "Lost".into();
        session.flush().await?;
        session.rollback().await?;
        assert_eq!((user.name.as_str(), visit.page.as_str()), ("Alice", "/"));

        let mut nested = session.begin_nested().await?;
        visit.edit().page = "/lost".into();
        nested.add(User::builder().name("Lost"));
        nested.flush().await?;
        nested.rollback().await?;
        assert_eq!(visit.page, "/");
        let nested = session.begin_nested().await?;
        visit.edit().page = "/kept".into();
        nested.commit().await?;
        session.commit().await?;
        assert_eq!(visits(&other).await?, [("/kept".to_owned(), 1)]);
        assert_eq!(db.session().query(User).count().await?, 1);

        // A flush that fails in one undoes the other.
        visit.edit().page = "/lost".into();
        session.add_all([1, 2].map(|_| User::builder().name("x").email("same")));
        assert!(session.commit().await.unwrap_err().is_unique_violation());
        session.rollback().await?;
        session.commit().await?;
        assert_eq!(visits(&other).await?, [("/kept".to_owned(), 1)]);
    }

    async fn subqueries_say_where_they_belong(db: &TestDb) {
        let (mut session, _other) = two(db).await?;
        session.add_all(["/", "/a"].map(|page| Visit::builder().page(page)));
        session.commit().await?;
        let visits = select(Visit::id).subquery();
        let counted = select(func::count(visits.columns()));
        assert_eq!(session.scalars(counted).one().await?, 2);
        let visits = select(Visit::id).cte("seen");
        assert_eq!(session.scalars(select(func::count(visits.columns()))).one().await?, 2);
        let both = select(User::id).filter(User::id.in_select(select(Visit::id)));
        assert!(session.scalars(both).all().await.unwrap_err().to_string().contains("are bound to different databases"));
    }

    /// A savepoint that is spoilt in one database is undone in both.
    async fn a_savepoint_is_released_in_all_or_none(db: &TestDb) {
        if db.backend != orm_tests::Backend::Postgres {
            return Ok(());
        }
        db.create(&metadata![User, Post, Comment, Visit]).await?;
        let other = create_engine("sqlite::memory:").connect().await?;
        metadata![User, Post, Comment].create_all(&other).await?;
        let mut session = Session::new(&other);
        session.bind(Visit, &db.engine)?;
        let visit = session.add(Visit::builder().page("/"));
        session.flush().await?;
        let mut nested = session.begin_nested().await?;
        nested.add(User::builder().name("x"));
        nested.flush().await?;
        assert!(nested.execute(insert(Visit).values([Visit::builder().id(visit.id).page("/")])).await.is_err());
        assert!(nested.commit().await.is_err());
        session.commit().await?;
        assert_eq!((session.query(User).count().await?, session.query(Visit).count().await?), (0, 1));
    }

    async fn nothing_is_bound_within_a_connection(db: &TestDb) {
        let (_, other) = two(db).await?;
        let mut connection = db.engine.acquire().await?;
        assert!(Session::within(&mut connection).bind(Visit, &other).is_err());
    }

    async fn keys_are_numbered_where_the_rows_are(db: &TestDb) {
        db.create(&metadata![Visit]).await?;
        let mut session = Session::new(&create_engine("sqlite::memory:").connect().await?);
        session.bind(Visit, &db.engine)?;
        let rows = session.add_all((0..3).map(|n| Visit::builder().page(format!("/{n}"))));
        session.commit().await?;
        for row in &rows {
            assert_eq!(db.session().get_one(Visit, row.id).await?.page, row.page);
        }
    }

    async fn a_statement_is_about_one_database(db: &TestDb) {
        let (mut session, other) = two(db).await?;
        let both = select((User::name, Visit::page)).join(Visit.on(Visit::id.eq(User::id)));
        let error = session.execute(both).all().await.unwrap_err();
        assert!(error.to_string().contains("are bound to different databases"), "{error}");
        session.query(User).all().await?;
        assert!(session.bind(Visit, &other).is_err(), "a transaction has begun");
        session.rollback().await?;
        session.bind(Visit, &db.engine)?;
        assert_eq!(session.engine_of(Visit).dialect().name, db.engine.dialect().name);
    }
}
