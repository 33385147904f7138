//! Tables that change under statements that were executed before: the rows are those of the tables as they are.

use orm::core::dialect::Dialect;
use orm::core::row::Row;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
}

/// The names of the columns, and the values as text.
fn shown(row: &Row) -> Vec<String> {
    row.columns().iter().zip(row.values()).map(|(name, value)| format!("{name}: {value}")).collect()
}

async fn ddl(engine: &Engine, statements: &[&str]) -> orm::Result<()> {
    let mut other = engine.acquire().await?;
    for sql in statements {
        other.execute(text(sql)).await?;
    }
    other.commit().await
}

db_test! {
    async fn a_column_that_another_connection_adds_is_there(db: &TestDb) {
        ddl(&db.engine, &["CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(9))", "INSERT INTO t VALUES (1, 'one'), (2, 'two')"]).await?;
        let mut conn = db.engine.acquire().await?;
        let all = || text("SELECT * FROM t ORDER BY id");
        assert_eq!(conn.execute(all()).all().await?.len(), 2);
        conn.commit().await?;
        ddl(&db.engine, &["ALTER TABLE t ADD COLUMN y INTEGER DEFAULT 7"]).await?;
        // PostgreSQL refuses what it has prepared, once, and says that trying again helps.
        let first = conn.execute(all()).all().await;
        let rows = match first {
            Err(error) if error.is_retryable() => {
                conn.rollback().await?;
                conn.execute(all()).all().await?
            }
            rows => rows?,
        };
        let rows: Vec<_> = rows.iter().map(shown).collect();
        assert_eq!(rows, [["id: 1", "x: 'one'", "y: 7"], ["id: 2", "x: 'two'", "y: 7"]]);
        let mut names = Vec::new();
        let mut stream = conn.execute(all()).stream();
        while let Some(row) = stream.try_next().await? {
            names.push(row.get_by_name::<String>("x")?);
        }
        drop(stream);
        assert_eq!(names, ["one", "two"]);
        conn.commit().await?;
    }

    async fn a_session_sees_the_column_that_it_added(db: &TestDb) {
        ddl(&db.engine, &["CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)"]).await?;
        let mut session = db.session();
        let all = || text("SELECT * FROM t");
        session.execute(all()).all().await?;
        session.commit().await?;
        session.execute(text("ALTER TABLE t ADD COLUMN y INTEGER DEFAULT 7")).await?;
        session.commit().await?;
        if session.execute(all()).first().await.is_err_and(|error| error.is_retryable()) {
            session.rollback().await?;
        }
        assert_eq!(session.execute(all()).first().await?.as_ref().map(shown), Some(vec!["id: 1".to_owned(), "y: 7".to_owned()]));
        assert_eq!(session.execute(all()).one().await?.get_by_name::<i64>("y")?, 7);
        session.commit().await?;
    }

    /// What is no raw SQL is kept prepared; a `*` that was smuggled into it kills sqlx's worker when there are more columns than it knows.
    async fn a_worker_that_dies_is_an_error(db: &TestDb) {
        if db.backend != Backend::Sqlite {
            return Ok(());
        }
        ddl(&db.engine, &["CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT)", "INSERT INTO notes VALUES (1, 'one')"]).await?;
        let mut session = db.session();
        let all = || select(Note::id).prefix_with(Dialect::SQLITE, "*,");
        assert_eq!(session.scalars(all()).all().await?, [1]);
        session.execute(text("ALTER TABLE notes ADD COLUMN y")).await?;
        let error = session.scalars(all()).all().await.unwrap_err();
        assert!(error.is_connection_lost(), "{error}");
        assert!(matches!(session.query(Note).count().await, Err(orm::Error::PendingRollback { .. })));
        assert!(session.commit().await.unwrap_err().is_connection_lost());
        session.rollback().await?;
        assert_eq!(session.scalars(all()).all().await?, [1]);
        session.execute(text("ALTER TABLE notes ADD COLUMN y")).await?;
        assert!(session.scalars(all()).stream().try_next().await.is_err());
        session.rollback().await?;
    }

    async fn columns_in_another_order_keep_their_names(db: &TestDb) {
        ddl(&db.engine, &["CREATE TABLE t (a INTEGER, b INTEGER)", "INSERT INTO t VALUES (1, 2)"]).await?;
        let mut conn = db.engine.acquire().await?;
        let all = || text("SELECT * FROM t");
        assert_eq!(shown(&conn.execute(all()).one().await?), ["a: 1", "b: 2"]);
        conn.commit().await?;
        ddl(&db.engine, &[
            "CREATE TABLE n (b INTEGER, a INTEGER)",
            "INSERT INTO n SELECT b, a FROM t",
            "DROP TABLE t",
            "ALTER TABLE n RENAME TO t",
        ]).await?;
        if conn.execute(all()).one().await.is_err_and(|error| error.is_retryable()) {
            conn.rollback().await?;
        }
        for _ in 0..2 {
            let row = conn.execute(all()).one().await?;
            assert_eq!((row.get_by_name::<i64>("a")?, row.get_by_name::<i64>("b")?), (1, 2));
            assert_eq!(shown(&row), ["b: 2", "a: 1"]);
            conn.commit().await?;
        }
    }
}
