//! `create_all` and `drop_all`: their order, what they skip and what they list.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::models::*;

/// `#[model(table)]` left out.
#[derive(Model, Debug)]
pub struct LineItem {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Post::id)]
    pub post_id: i64,
}

/// The tables that exist, as the database's own catalogue tells.
async fn tables(db: &TestDb) -> orm::Result<Vec<String>> {
    let sql = match db.backend {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Backend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()",
        _ => "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
    };
    let mut names = db.engine.acquire().await?.execute(text(sql).columns::<String>()).all().await?;
    names.sort_unstable();
    Ok(names)
}

db_test! {
    async fn tables_are_created_after_those_they_reference_and_listed(db: &TestDb) {
        let created = metadata![LineItem, Comment, Post, User].create_all(&db.engine).await?;
        assert_eq!(created.len(), 4);
        let position = |name: &str| created.iter().position(|table| table == name).unwrap();
        assert!(position("users") < position("posts"));
        assert!(position("posts") < position("comments") && position("posts") < position("line_items"));
        assert_eq!(tables(db).await?, ["comments", "line_items", "posts", "users"]);
    }

    async fn tables_that_exist_are_skipped(db: &TestDb) {
        assert_eq!(metadata![User].create_all(&db.engine).await?, ["users"]);
        assert_eq!(schema().create_all(&db.engine).await?, ["posts", "comments"]);
        db.log.take_all();
        assert_eq!(schema().create_all(&db.engine).await?, [""; 0]);
        let log = db.log.take_all();
        assert_eq!(log.len(), 1, "one look at the catalogue: {log:?}");
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(User).values(users())).await?;
    }

    async fn tables_are_dropped_before_those_they_reference_and_listed(db: &TestDb) {
        filled(db).await?;
        assert_eq!(schema().drop_all(&db.engine).await?, ["comments", "posts", "users"]);
        assert_eq!(tables(db).await?, [""; 0]);
    }

    async fn tables_that_do_not_exist_are_not_dropped(db: &TestDb) {
        metadata![User, Post].create_all(&db.engine).await?;
        assert_eq!(schema().drop_all(&db.engine).await?, ["posts", "users"]);
        db.log.take_all();
        assert_eq!(schema().drop_all(&db.engine).await?, [""; 0]);
        assert_eq!(db.log.take_all().len(), 1);
    }

    async fn only_the_tables_of_the_metadata_are_dropped(db: &TestDb) {
        schema().create_all(&db.engine).await?;
        assert_eq!(metadata![Comment].drop_all(&db.engine).await?, ["comments"]);
        assert_eq!(tables(db).await?, ["posts", "users"]);
    }

    async fn a_schema_can_be_dropped_and_created_again(db: &TestDb) {
        for _ in 0..2 {
            let mut conn = filled(db).await?;
            assert_eq!(conn.scalar::<i64>(select(func::count(User::id))).await?, 3);
            drop(conn);
            assert_eq!(schema().drop_all(&db.engine).await?.len(), 3);
        }
    }

    async fn a_refused_table_leaves_nothing_behind_where_ddl_is_transactional(db: &TestDb) {
        let error = metadata![Good, Bad].create_all(&db.engine).await.unwrap_err();
        assert!(error.to_string().contains("CREATE TABLE"), "{error}");
        let transactional = matches!(db.backend, Backend::Sqlite | Backend::Postgres);
        assert_eq!(tables(db).await?, if transactional { vec![] } else { vec!["goods"] });
    }

    async fn the_statements_can_be_had_without_a_database(db: &TestDb) {
        let sql = schema().to_sql(db.engine.dialect())?;
        let mut conn = db.engine.acquire().await?;
        for statement in sql.split_terminator(";\n") {
            conn.execute(text(statement)).await?;
        }
        conn.commit().await?;
        assert_eq!(tables(db).await?, ["comments", "posts", "users"]);
        assert_eq!(schema().create_all(&db.engine).await?, [""; 0]);
    }
}

#[derive(Model, Debug)]
#[model(table = "goods")]
pub struct Good {
    #[column(primary_key)]
    pub id: i64,
}

/// Its default is no SQL.
#[derive(Model, Debug)]
#[model(table = "zbads")]
pub struct Bad {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Good::id)]
    pub good_id: i64,
    #[column(server_default = text("no such thing at all").expr::<i64>())]
    pub value: i64,
}
