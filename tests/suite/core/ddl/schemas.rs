//! Tables in schemas.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::{texts, unsupported};

#[derive(Model, Clone, Debug)]
#[model(table = "people")]
pub struct Person {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 20, index)]
    pub name: String,
    #[relationship(back_populates = "person")]
    pub visits: HasMany<Visit>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "visits", schema = "audit", unique(person_id, day), check(expr = Visit::day.gt(0)))]
pub struct Visit {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Person::id, comment = "who it was")]
    pub person_id: i64,
    #[column(index)]
    pub day: i32,
    #[relationship(back_populates = "visits")]
    pub person: BelongsTo<Person>,
    #[relationship(back_populates = "visit")]
    pub details: HasMany<Detail>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "details", schema = "audit")]
pub struct Detail {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Visit::id)]
    pub visit_id: i64,
    #[relationship(back_populates = "details")]
    pub visit: BelongsTo<Visit>,
}

/// The same name in another schema.
#[derive(Model, Clone, Debug)]
#[model(table = "people", schema = "audit")]
pub struct Shadow {
    #[column(primary_key)]
    pub id: i64,
    pub note: String,
}

/// An engine on which the schema `audit` is one of this test's own.
async fn engine(db: &TestDb) -> orm::Result<(Engine, String)> {
    let own = texts(db, "SELECT 'main'", "SELECT current_schema()::text", "SELECT database()").await?;
    let schema = format!("{}_audit", own[0]);
    // SQLite: one connection, which has the database attached.
    let builder = create_engine(&db.url).pool_size(1).max_overflow(0);
    let engine = if db.backend == Backend::Sqlite {
        builder.schema_translate_map([("audit", "attached")]).connect().await?
    } else {
        builder.schema_translate_map([("audit".to_owned(), schema.clone())]).connect().await?
    };
    let mut conn = engine.acquire().await?;
    match db.backend {
        Backend::Sqlite => conn.execute(text("ATTACH ':memory:' AS attached")).await?,
        Backend::Postgres => conn.execute(text(format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))).await?,
        Backend::MariaDb | Backend::MySql => conn.execute(text(format!("DROP DATABASE IF EXISTS {schema}"))).await?,
    };
    conn.commit().await?;
    drop(conn);
    Ok((engine, schema))
}

async fn cleanup(db: &TestDb, engine: &Engine, schema: &str) -> orm::Result<()> {
    let mut conn = engine.acquire().await?;
    match db.backend {
        Backend::Sqlite => {}
        Backend::Postgres => {
            conn.execute(text(format!("DROP SCHEMA {schema} CASCADE"))).await?;
        }
        Backend::MariaDb | Backend::MySql => {
            conn.execute(text(format!("DROP DATABASE {schema}"))).await?;
        }
    }
    conn.commit().await?;
    drop(conn);
    engine.close().await;
    Ok(())
}

db_test! {
    async fn a_schema_is_created_with_its_tables(db: &TestDb) {
        let (engine, schema) = engine(db).await?;
        // The same name in two schemas are two tables.
        let metadata = metadata![Shadow, Person, Detail];
        let without = metadata![Shadow, Person];
        assert_eq!(without.create_all(&engine).await?, ["people", "people"]);
        assert_eq!(without.create_all(&engine).await?, [""; 0]);
        let mut conn = engine.acquire().await?;
        conn.execute(insert(Person).values([Person::builder().name("Ann")])).await?;
        conn.execute(insert(Shadow).values([Shadow::builder().note("x"), Shadow::builder().note("y")])).await?;
        conn.execute(update(Shadow).filter(Shadow::id.eq(2)).set(Shadow::note, "z")).await?;
        conn.execute(delete(Shadow).filter(Shadow::note.eq("x"))).await?;
        assert_eq!(conn.execute(select(Shadow::note)).all().await?, ["z"]);
        assert_eq!(conn.execute(select(Person::name)).all().await?, ["Ann"]);
        conn.commit().await?;
        drop(conn);
        assert_eq!(metadata![Person].drop_all(&engine).await?, ["people"]);
        assert_eq!(metadata![Shadow].create_all(&engine).await?, [""; 0]);
        assert_eq!(metadata.drop_all(&engine).await?, ["people"]);
        cleanup(db, &engine, &schema).await?;
    }

    async fn a_foreign_key_leads_into_another_schema_or_is_an_error(db: &TestDb) {
        let (engine, schema) = engine(db).await?;
        let metadata = metadata![Detail, Visit, Person];
        if db.backend == Backend::Sqlite {
            assert_eq!(unsupported(metadata.create_all(&engine).await), "a foreign key to a table in another schema");
            return Ok(());
        }
        assert_eq!(metadata.create_all(&engine).await?, ["people", "visits", "details"]);
        let mut session = Session::new(&engine);
        let visits = (1..=2).map(|day| Visit::builder().day(day).details([Detail::builder()]));
        let ann = session.add(Person::builder().name("Ann").visits(visits));
        session.commit().await?;
        ann.visits.get()?[1].edit().day = 5;
        session.commit().await?;
        let mut other = Session::new(&engine);
        let days = select(Visit::day).join(Visit::person).filter(Person::name.eq("Ann")).order_by(Visit::day);
        assert_eq!(other.scalars(days).all().await?, [1, 5]);
        let details = select(Detail::id).join(Detail::visit).filter(Visit::day.eq(5));
        assert_eq!(other.scalars(details).all().await?.len(), 1);
        other.commit().await?;
        let mut conn = engine.acquire().await?;
        let orphan = Visit::builder().day(1).person_id(77);
        let error = conn.execute(insert(Visit).values([orphan])).await.unwrap_err();
        assert_eq!((error.is_foreign_key_violation(), error.constraint()), (true, Some("fk_visits_person_id_people")));
        conn.rollback().await?;
        drop(conn);
        assert_eq!(metadata.drop_all(&engine).await?, ["details", "visits", "people"]);
        cleanup(db, &engine, &schema).await?;
    }
}

#[test]
fn schemas_are_written_and_translated() -> orm::Result<()> {
    let mut dialect = orm::core::dialect::Dialect::POSTGRES;
    let sql = |dialect: &_| metadata![Visit, Person].to_sql(dialect);
    let plain = sql(&dialect)?;
    assert!(plain.starts_with("CREATE SCHEMA IF NOT EXISTS \"audit\";\nCREATE TABLE \"people\""), "{plain}");
    dialect.schema_translate_map = vec![("audit".into(), "".into()), ("".into(), "main".into())];
    let translated = sql(&dialect)?;
    assert!(
        translated.starts_with("CREATE SCHEMA IF NOT EXISTS \"main\";\nCREATE TABLE \"main\".\"people\""),
        "{translated}"
    );
    assert!(translated.contains("CREATE TABLE \"visits\""), "{translated}");
    Ok(())
}
