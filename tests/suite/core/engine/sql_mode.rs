//! What the connections of an engine ask of MySQL and MariaDB: nothing is cut or numbered anew without a word.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Debug)]
#[model(table = "parents")]
struct Parent {
    #[column(primary_key)]
    id: i64,
    #[column(length = 5)]
    name: String,
    n: i32,
    #[relationship(back_populates = "parent")]
    children: HasMany<Child>,
}

#[derive(Model, Debug)]
#[model(table = "children")]
struct Child {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Parent::id)]
    parent_id: i64,
    #[relationship(back_populates = "children")]
    parent: BelongsTo<Parent>,
}

/// The mode of a connection.
async fn mode(engine: &Engine) -> orm::Result<String> {
    engine.acquire().await?.scalar(text("SELECT CAST(@@sql_mode AS CHAR)")).await
}

db_test! {
    async fn the_mode_is_strict_and_the_rest_of_it_is_kept(db: &TestDb) {
        if !matches!(db.backend, Backend::MariaDb | Backend::MySql) {
            return Ok(());
        }
        let global: String = db.engine.acquire().await?.scalar(text("SELECT CAST(@@GLOBAL.sql_mode AS CHAR)")).await?;
        let mode = mode(&db.engine).await?;
        let has = |word: &str| mode.split(',').any(|own| own == word);
        for word in ["STRICT_ALL_TABLES", "ERROR_FOR_DIVISION_BY_ZERO", "NO_AUTO_VALUE_ON_ZERO"].into_iter().chain(global.split(',')) {
            assert!(word.is_empty() || has(word), "{word} in {mode}");
        }
        assert!(!has("PIPES_AS_CONCAT") || global.contains("PIPES_AS_CONCAT"), "{mode}");
    }

    async fn what_a_column_cannot_hold_is_refused(db: &TestDb) {
        if db.backend == Backend::Sqlite {
            return Ok(()); // which holds everything
        }
        db.create(&metadata![Parent, Child]).await?;
        let mut session = db.session();
        session.add(Parent::builder().name("abcdefgh").n(1));
        session.commit().await.unwrap_err();
        session.rollback().await?;
        let parent = session.add(Parent::builder().name("abc").n(i32::MAX));
        session.commit().await?;
        parent.set(Parent::n, Parent::n + 1);
        session.commit().await.unwrap_err();
        session.rollback().await?;
        session.execute(update(Parent).set(Parent::name, "much too long")).await.unwrap_err();
        session.rollback().await?;
        session.execute(update(Parent).set(Parent::n, Parent::n / 0)).await.unwrap_err();
        session.rollback().await?;
        let row = db.session().query(Parent).one().await?;
        assert_eq!((row.name.as_str(), row.n), ("abc", i32::MAX));
    }

    async fn a_key_of_0_stays_0(db: &TestDb) {
        db.create(&metadata![Parent, Child]).await?;
        let mut session = db.session();
        let zero = session.add(Parent::builder().id(0).name("zero").n(1));
        let child = session.add(Child::builder().id(0).parent(&zero));
        session.commit().await?;
        assert_eq!((zero.id, child.id, child.parent_id), (0, 0, 0));
        zero.edit().n = 5;
        session.commit().await?;
        let again = session.query(Parent).one().await?;
        assert_eq!((again.id, again.n), (0, 5));
        session.execute(insert(Child).values([Child::builder().id(7).parent_id(0)])).await?;
        session.commit().await?;
        assert_eq!(session.query(Child).filter(Child::parent_id.eq(0)).count().await?, 2);
    }

    async fn a_key_that_is_left_out_is_still_numbered(db: &TestDb) {
        db.create(&metadata![Parent, Child]).await?;
        let mut session = db.session();
        let first = session.add(Parent::builder().name("first").n(1));
        session.commit().await?;
        let zero = session.add(Parent::builder().id(0).name("zero").n(0));
        let (second, third) = (session.add(Parent::builder().name("2nd").n(2)), session.add(Parent::builder().name("3rd").n(3)));
        session.commit().await?;
        assert_eq!((zero.id, first.id > 0, second.id > first.id, third.id > second.id), (0, true, true, true));
        session.execute(insert(Parent).values([Parent::builder().name("core").n(4)])).await?;
        session.commit().await?;
        let names: Vec<String> = session.scalars(select(Parent::name).order_by(Parent::id)).all().await?;
        assert_eq!(names, ["zero", "first", "2nd", "3rd", "core"]);
    }
}
