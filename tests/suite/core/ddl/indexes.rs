//! Indexes of all kinds.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::{texts, unsupported};

#[derive(Model, Clone, Debug)]
#[model(
    table = "members",
    index(on = (Member::joined.desc(), Member::name), name = "ix_members_newest"),
    index(columns(name, joined)),
    index(columns(joined), using = "btree", name = "ix_btree", only_on = "PostgreSQL, MySQL, MariaDB")
)]
pub struct Member {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub name: String,
    pub joined: i32,
    pub active: bool,
}

#[derive(Model, Clone, Debug)]
#[model(
    table = "partial_members",
    index(columns(name), unique, filter = Partial::active.eq(true) & Partial::name.ne("it's"), name = "uq_active")
)]
pub struct Partial {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub name: String,
    pub active: bool,
}

#[derive(Model, Clone, Debug)]
#[model(table = "folded", index(on = func::lower(Folded::name), name = "uq_folded", unique))]
pub struct Folded {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub name: String,
}

#[derive(Model, Clone, Debug)]
#[model(table = "covering", index(columns(name), include(active), unique, nulls_not_distinct))]
pub struct Covering {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub name: Option<String>,
    pub active: Option<bool>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "patterns", index(columns(name), opclass = "varchar_pattern_ops"), index(columns(id), using = "hash"))]
pub struct Pattern {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub name: String,
}

#[derive(Model, Clone, Debug)]
#[model(table = "articles", index(columns(body), using = "fulltext", only_on = "MySQL, MariaDB"))]
pub struct Article {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 200)]
    pub body: String,
}

fn is_mysql(db: &TestDb) -> bool {
    matches!(db.backend, Backend::MariaDb | Backend::MySql)
}

async fn indexes(db: &TestDb, table: &str) -> orm::Result<Vec<String>> {
    let (sqlite, postgres, mysql) = (
        format!(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL ORDER BY 1"
        ),
        format!(
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND tablename = '{table}' \
             AND indexname NOT LIKE 'pk%' ORDER BY 1"
        ),
        format!(
            "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = database() \
             AND table_name = '{table}' AND index_name <> 'PRIMARY' ORDER BY 1"
        ),
    );
    texts(db, &sqlite, &postgres, &mysql).await
}

db_test! {
    async fn indexes_are_created_on_the_databases_that_they_are_for(db: &TestDb) {
        db.create(&metadata![Member]).await?;
        let mut expected = vec!["ix_btree", "ix_members_name_joined", "ix_members_newest"];
        if db.backend == Backend::Sqlite {
            expected.remove(0);
        }
        assert_eq!(indexes(db, "members").await?, expected);
    }

    async fn an_index_of_some_rows_is_about_these_or_is_an_error(db: &TestDb) {
        let metadata = metadata![Partial];
        if is_mysql(db) {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "indexes of some rows only");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        let row = |name: &str, active| Partial::builder().name(name).active(active);
        let fine = [row("a", true), row("a", false), row("a", false), row("it's", true), row("it's", true)];
        conn.execute(insert(Partial).values(fine)).await?;
        let error = conn.execute(insert(Partial).values([row("a", true)])).await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        assert_eq!(error.constraint(), Some("uq_active"));
    }

    async fn an_index_of_an_expression_is_about_its_values_or_is_an_error(db: &TestDb) {
        let metadata = metadata![Folded];
        if is_mysql(db) && !db.backend.is_genuine_mysql() {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "indexes of expressions");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        let row = |name: &str| Folded::builder().name(name);
        let error = conn.execute(insert(Folded).values([row("Anna"), row("ANNA")])).await.unwrap_err();
        assert_eq!((error.is_unique_violation(), error.constraint()), (true, Some("uq_folded")));
    }

    async fn included_columns_and_equal_nulls_or_an_error(db: &TestDb) {
        let metadata = metadata![Covering];
        if db.backend != Backend::Postgres {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "INCLUDE in indexes");
            return Ok(());
        }
        db.create(&metadata).await?;
        let definition = texts(db, "", "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_covering_name' AND schemaname = current_schema()", "").await?;
        assert!(definition[0].ends_with("(name) INCLUDE (active) NULLS NOT DISTINCT"), "{definition:?}");
    }

    async fn operator_classes_and_methods_or_an_error(db: &TestDb) {
        let metadata = metadata![Pattern];
        if db.backend != Backend::Postgres {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "operator classes in indexes");
            return Ok(());
        }
        db.create(&metadata).await?;
        let definitions = texts(db, "", "SELECT indexdef FROM pg_indexes WHERE tablename = 'patterns' AND schemaname = current_schema() ORDER BY indexname", "").await?;
        assert!(definitions[0].contains("USING hash (id)"), "{definitions:?}");
        assert!(definitions[1].contains("(name varchar_pattern_ops)"), "{definitions:?}");
    }

    async fn a_full_text_index_is_a_kind_of_its_own(db: &TestDb) {
        db.create(&metadata![Article]).await?;
        let found = indexes(db, "articles").await?;
        assert_eq!(found, if is_mysql(db) { vec!["ix_articles_body"] } else { vec![] });
    }
}
