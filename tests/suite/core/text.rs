//! `text()`: raw SQL with named binds, typed or dynamic rows.

use orm::core::row::Row;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::models::*;

db_test! {
    async fn binds_are_found_by_name(db: &TestDb) {
        let mut conn = filled(db).await?;
        let sql = "SELECT count(*) FROM users WHERE name = :name OR name = :other OR :name = 'x'";
        let count: i64 = conn.scalar(text(sql).bind("other", "Bob").bind("name", "Carol".to_owned())).await?;
        assert_eq!(count, 2);
    }

    async fn every_type_can_be_bound_and_null_too(db: &TestDb) {
        let mut conn = filled(db).await?;
        let sql = "UPDATE users SET age = :age, email = :email, is_active = :active, created_at = :at WHERE id = :id";
        let at = DateTime::from_timestamp(1_600_000_000, 5_000).unwrap();
        let statement = text(sql)
            .bind("id", 1_i64)
            .bind("age", None::<i32>)
            .bind("email", Some("new@example.org".to_owned()))
            .bind("active", false)
            .bind("at", at);
        assert_eq!(conn.execute(statement).await?.rows_affected(), 1);
        let user = conn.execute(select(User).filter(User::id.eq(1))).one().await?;
        assert_eq!((user.age, user.email.as_deref(), user.is_active), (None, Some("new@example.org"), false));
        assert_eq!(user.created_at, at);
    }

    async fn the_last_value_of_a_bind_counts(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = text("SELECT name FROM users WHERE id = :id").bind("id", 1).bind("id", 2_i64);
        assert_eq!(conn.scalar::<String>(statement).await?, "Bob");
    }

    async fn a_bind_without_a_value_is_an_error(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(text("SELECT :a").bind("b", 1)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "text(): the SQL has no `:b` to bind a value to");
        let error = conn.execute(text("SELECT :a")).all().await.unwrap_err();
        assert!(matches!(error, orm::Error::Statement(_)));
        assert_eq!(error.to_string(), "text(): no value for `:a`; add `.bind(\"a\", ..)`");
        assert_eq!(db.engine.statement_count(), 0);
    }

    async fn colons_that_are_no_binds_are_left_alone(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let plain: String = conn.scalar(text("SELECT ':a -- :b /* :c' -- :d\n /* :e */")).await?;
        assert_eq!(plain, ":a -- :b /* :c");
        let quoted: String = conn.scalar(text("SELECT 'it''s :a'")).await?;
        assert_eq!(quoted, "it's :a");
        if db.backend == Backend::Postgres {
            let cast: i64 = conn.scalar(text("SELECT :text::bigint + 1").bind("text", "41")).await?;
            assert_eq!(cast, 42);
            let cast: String = conn.scalar(text("SELECT 1::text || '\\:x'::text")).await?;
            assert_eq!(cast, r"1\:x");
            let slice: i32 = conn.scalar(text("SELECT array_length((ARRAY[1, 2, 3])[2:3], 1)")).await?;
            assert_eq!(slice, 2);
            let dollar: String = conn.scalar(text("SELECT $tag$ :a $x$ $tag$")).await?;
            assert_eq!(dollar, " :a $x$ ");
        }
        if db.backend == Backend::MariaDb {
            let assigned: i64 = conn.scalar(text("SELECT @x := :x").bind("x", 5_i64)).await?;
            assert_eq!(assigned, 5);
            let escaped: String = conn.scalar(text("SELECT CONCAT('\\:', 'b')")).await?;
            assert_eq!(escaped, ":b");
        }
    }

    async fn rows_have_the_types_that_columns_names(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = text("SELECT id, name, age, is_active FROM users ORDER BY id");
        let rows: Vec<(i64, String, Option<i32>, bool)> =
            conn.execute(query.columns::<(i64, String, Option<i32>, bool)>()).all().await?;
        assert_eq!(rows[1], (2, "Bob".to_owned(), None, false));
        let names = conn.execute(text("SELECT name FROM users ORDER BY id").columns::<String>()).all().await?;
        assert_eq!(names, ["Alice", "Bob", "Carol"]);
        let first = conn.execute(text("SELECT name FROM users WHERE id = 9").columns::<String>()).first().await?;
        assert_eq!(first, None);
    }

    async fn a_row_with_fewer_columns_than_named_is_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = text("SELECT name FROM users").columns::<(String, i64)>();
        let error = conn.execute(query).all().await.unwrap_err();
        assert_eq!(error.to_string(), "cannot read column 1 of the row: the row has only 1 column(s)");
    }

    async fn dynamic_rows_are_read_by_index_and_by_name(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = text("SELECT id, name, age, email AS mail FROM users ORDER BY id");
        let rows: Vec<Row> = conn.execute(query).all().await?;
        assert_eq!(rows[0].columns(), ["id", "name", "age", "mail"]);
        assert_eq!(rows[0].get::<i64>(0)?, 1);
        assert_eq!(rows[0].get_by_name::<String>("name")?, "Alice");
        assert_eq!(rows[0].get_by_name::<Option<i32>>("age")?, Some(30));
        assert_eq!(rows[1].get_by_name::<Option<String>>("mail")?, None);
        let error = rows[0].get_by_name::<i64>("nme").unwrap_err();
        assert_eq!(error.to_string(), "cannot read column `nme`: the row has no such column");
        let error = rows[0].get::<i64>(4).unwrap_err();
        assert_eq!(error.to_string(), "cannot read column 4 of the row: the row has only 4 column(s)");
        let error = rows[0].get::<i64>(1).unwrap_err();
        assert_eq!(error.to_string(), "cannot read column 1 of the row: expected `i64`, found 'Alice'");
    }

    async fn a_dynamic_row_prints_as_a_tuple(db: &TestDb) {
        let mut conn = filled(db).await?;
        let rows = conn.execute(text("SELECT id, name, age FROM users ORDER BY id")).all().await?;
        assert_eq!(format!("{rows:?}"), "[(1, 'Alice', 30), (2, 'Bob', NULL), (3, 'Carol', 41)]");
    }

    async fn raw_sql_is_an_expression_within_other_statements(db: &TestDb) {
        let mut conn = filled(db).await?;
        let raw = || text("users.id + :n").bind("n", 1_i64).expr::<i64>();
        let query = select((User::name, raw() * 2)).filter(raw().gt(2) & User::is_active).order_by(raw().desc());
        assert_eq!(conn.execute(query).all().await?, [("Carol".to_owned(), 8)]);
        let either = text("name = 'Bob' OR name = 'Carol'").expr::<bool>();
        let query = select(User::id).filter(either & User::is_active);
        assert_eq!(conn.execute(query).all().await?, [3]);
    }

    async fn a_statement_counts_the_rows_it_changed(db: &TestDb) {
        let mut conn = filled(db).await?;
        let sql = "UPDATE users SET age = 1 WHERE id IN (:a, :b)";
        let done = conn.execute(text(sql).bind("a", 1_i64).bind("b", 2_i64)).await?;
        assert_eq!(done.rows_affected(), 2);
    }

    async fn wrong_sql_is_an_error_with_the_statement(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(text("SELEC 1")).await.unwrap_err();
        let refusal = error.database().expect("a database error");
        assert_eq!(refusal.statement.as_deref(), Some("SELEC 1"));
        assert!(error.to_string().ends_with("\n  in: SELEC 1"), "{error}");
        conn.rollback().await?;
    }
}
