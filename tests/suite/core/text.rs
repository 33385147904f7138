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

    async fn placeholders_written_by_hand_are_an_error(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let own = match db.backend {
            Backend::Sqlite => &["?", "?1", "?2", "$1", "$a", "@a", "#a", ":1"][..],
            Backend::Postgres => &["$1", "$2"],
            Backend::MariaDb | Backend::MySql => &["?"],
        };
        for placeholder in own {
            for sql in [format!("SELECT {placeholder}"), format!("SELECT {placeholder}, :a")] {
                let statement = text(&sql);
                let statement = if sql.contains(":a") { statement.bind("a", "1") } else { statement };
                let error = conn.execute(statement).all().await.unwrap_err();
                assert!(matches!(error, orm::Error::Statement(_)), "{error}");
                assert_eq!(
                    error.to_string(),
                    format!(
                        "text(): `{placeholder}` is a placeholder written by hand; write `:name`, and give it a value with `.bind(\"name\", ..)`"
                    )
                );
            }
            let within = text(format!("1 = {placeholder}")).expr::<bool>();
            assert!(matches!(conn.execute(select(User::id).filter(within)).all().await, Err(orm::Error::Statement(_))));
        }
        // Those of other databases are for this one to refuse.
        for placeholder in ["?", "?1", "$1", "$a", "@a ?"] {
            let sql = format!("SELECT {placeholder}, :a");
            assert!(conn.execute(text(sql).bind("a", "1")).all().await.is_err(), "{placeholder}");
            conn.rollback().await?;
        }
    }

    async fn several_statements_have_no_binds(db: &TestDb) {
        let mut conn = filled(db).await?;
        let several = "UPDATE users SET age = 7 WHERE id = :id; UPDATE users SET age = 8";
        assert!(conn.execute(text(several).bind("id", 1_i64)).await.is_err());
        conn.rollback().await?;
        let one = "UPDATE users SET age = 7 WHERE id = :id; -- and no more;\n ;";
        if db.backend == Backend::Sqlite {
            conn.execute(text(one).bind("id", 1_i64)).await?;
        }
        let ages: Vec<Option<i32>> = conn.execute(select(User::age).filter(User::age.eq(8))).all().await?;
        assert!(ages.is_empty());
    }

    async fn many_binds_are_found_quickly(db: &TestDb) {
        let names: Vec<String> = (0..30_000).map(|n| format!("bind_{n}")).collect();
        let sql = format!("SELECT :{}", names.join(", :"));
        let begun = std::time::Instant::now();
        let statement = names.iter().zip(0_i64..).fold(text(&sql), |statement, (name, n)| statement.bind(name, n));
        let compiled = orm::core::statement::Statement::compile(&statement, db.engine.dialect())?;
        assert_eq!(compiled[0].params.len(), names.len());
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
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

    async fn raw_sql_with_types_is_a_query_for_other_statements(db: &TestDb) {
        let mut conn = filled(db).await?;
        let raw = || text("SELECT user_id, count(*) FROM posts WHERE views > :least GROUP BY user_id").bind("least", 0).columns::<(i64, i64)>();
        let counts = raw().subquery();
        let (user_id, posts) = counts.columns();
        let query = select((User::name, posts.clone())).join(counts.on(user_id.eq(User::id))).filter(posts.gt(0)).order_by(User::id);
        let found = conn.execute(query).all().await?;
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Alice", "Carol"]);
        let named = text("SELECT id FROM users").columns::<i64>().cte("everyone");
        let id = named.columns();
        assert_eq!(conn.execute(select(func::count(id))).one().await?, 3);
        let writers = text("SELECT user_id FROM posts").columns::<i64>();
        let query = select(User::id).filter(User::id.in_select(writers.clone())).order_by(User::id);
        assert_eq!(conn.execute(query).all().await?, [1, 3]);
        assert_eq!(conn.execute(select(User::id).except(writers)).all().await?, [2]);
    }

    async fn a_list_after_in_is_written_out(db: &TestDb) {
        let mut conn = filled(db).await?;
        for (ids, found) in [(vec![1_i64, 3], 2), (vec![2], 1), (vec![], 0), (vec![7, 8, 9, 1], 1)] {
            let there = text("SELECT count(*) FROM users WHERE id IN :ids").bind("ids", ids.clone());
            assert_eq!(conn.scalar::<i64>(there).await?, found);
            let not = text("SELECT count(*) FROM users WHERE id not in /* these */ :ids").bind("ids", ids);
            assert_eq!(conn.scalar::<i64>(not).await?, 3 - found);
        }
        let names = vec!["Bob".to_owned(), "it's".to_owned()];
        assert_eq!(conn.scalar::<i64>(text("SELECT count(*) FROM users WHERE name IN:names").bind("names", names)).await?, 1);
    }

    async fn two_ctes_of_one_name_are_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        let (one, two) = (select(User::id).cte("same"), select(Post::id).cte("same"));
        let (id, other) = (one.columns(), two.columns());
        let error = conn.execute(select((id, other.clone())).join(two.on(other.eq(1)))).all().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "two different CTEs of one statement are called `same`; give one of them another name"
        );
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
