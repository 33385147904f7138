//! What goes wrong at run time is a typed error with a readable message, the same on every database.

use orm::core::error::DatabaseErrorKind;
use orm::core::schema::Ddl;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::models::*;

fn user(id: i64, email: &str) -> User {
    User { id, email: Some(email.to_owned()), ..users()[0].clone() }
}

db_test! {
    async fn an_error_is_readable_where_main_returns_it(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(insert(User).values([user(9, "alice@example.org")])).await.unwrap_err();
        // Once: the driver's error says nothing else.
        assert_eq!(format!("{error:?}"), error.to_string());
        let broken = orm::Error::Connect(std::sync::Arc::new(std::io::Error::other("refused")));
        assert_eq!(format!("{broken:?}"), "cannot connect to the database: refused");
    }

    async fn a_unique_violation_names_the_constraint(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(insert(User).values([user(9, "alice@example.org")])).await.unwrap_err();
        assert!(error.is_unique_violation());
        assert_eq!(error.constraint(), Some("uq_users_email"));
        let message = error.to_string();
        assert!(message.starts_with("unique constraint violated (uq_users_email) for `User`: "), "{message}");
        assert!(message.contains("\n  in: INSERT INTO "), "{message}");
        assert!(!message.contains("alice@example.org, "), "values stay out of messages: {message}");
        assert_eq!(error.database().and_then(|refusal| refusal.model.as_deref()), Some("User"));
    }

    async fn a_unique_violation_by_an_update_or_raw_sql_names_the_constraint(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = update(User).filter(User::id.eq(1)).set(User::email, "carol@example.org");
        let error = conn.execute(statement).await.unwrap_err();
        assert_eq!((error.is_unique_violation(), error.constraint()), (true, Some("uq_users_email")));
        conn.rollback().await?;
        let raw = text("UPDATE users SET email = 'carol@example.org' WHERE id = 1");
        let error = conn.execute(raw).await.unwrap_err();
        assert!(error.is_unique_violation());
        let refusal = error.database().unwrap();
        // SQLite names the columns, and raw SQL has no model that knows the constraint.
        assert!(error.constraint() == Some("uq_users_email") || refusal.columns == ["email"], "{refusal:?}");
    }

    async fn a_second_row_with_the_same_key_violates_the_primary_key(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(insert(User).values([user(1, "new@example.org")])).await.unwrap_err();
        assert_eq!((error.is_unique_violation(), error.constraint()), (true, Some("pk_users")));
    }

    async fn a_missing_parent_violates_the_foreign_key(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(insert(Post).values([Post { user_id: 99, id: 9, ..posts()[0].clone() }])).await.unwrap_err();
        assert!(error.is_foreign_key_violation() && !error.is_unique_violation());
        let message = error.to_string();
        assert!(message.starts_with("foreign key violated") && message.contains("for `Post`: "), "{message}");
        if db.backend != Backend::Sqlite {
            assert_eq!(error.constraint(), Some("fk_posts_user_id_users"));
        }
    }

    async fn a_parent_with_children_cannot_be_deleted(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(delete(Post).filter(Post::id.eq(1))).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
    }

    async fn null_into_not_null_names_the_column(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = text("UPDATE users SET name = :name WHERE id = 1").bind("name", None::<String>);
        let error = conn.execute(statement).await.unwrap_err();
        assert!(error.is_not_null_violation(), "{error}");
        assert_eq!(error.database().unwrap().columns, ["name"]);
        assert!(error.to_string().starts_with("NULL is not allowed (name): "), "{error}");
        conn.rollback().await?;
        let error = conn.execute(text("INSERT INTO posts (id, title) VALUES (9, 'x')")).await.unwrap_err();
        assert!(error.is_not_null_violation(), "{error}");
        conn.rollback().await?;
        let error = conn.execute(update(User).set(User::name, None::<String>)).await.unwrap_err();
        assert!(error.is_not_null_violation() && error.to_string().contains("for `User`"), "{error}");
    }

    async fn a_check_violation_names_the_constraint(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        conn.execute(text("CREATE TABLE checked (n INTEGER, CONSTRAINT ck_positive CHECK (n > 0))")).await?;
        let error = conn.execute(text("INSERT INTO checked VALUES (:n)").bind("n", 0)).await.unwrap_err();
        assert_eq!((error.is_check_violation(), error.constraint()), (true, Some("ck_positive")), "{error}");
    }

    async fn a_missing_table_is_named(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(select(User)).all().await.unwrap_err();
        assert!(error.is_missing_table(), "{error}");
        assert!(error.to_string().starts_with("table does not exist for `User`: "), "{error}");
        assert_eq!(error.database().unwrap().table.as_deref(), Some("users"));
        for raw in ["DELETE FROM nowhere", "SELECT * FROM nowhere"] {
            let error = conn.execute(text(raw)).await.unwrap_err();
            assert!(error.is_missing_table(), "{error}");
            conn.rollback().await?;
        }
    }

    async fn the_loser_of_a_deadlock_may_try_again(db: &TestDb) {
        let (mut one, mut two) = (filled(db).await?, db.engine.acquire().await?);
        let age = |id: i64, age: i32| update(User).filter(User::id.eq(id)).set(User::age, age);
        if db.backend == Backend::Sqlite {
            // One writer at a time: the second would wait its turn.
            two.execute(text("PRAGMA busy_timeout = 0")).await?;
            one.execute(age(1, 1)).await?;
            let error = two.execute(age(1, 2)).await.unwrap_err();
            assert!(error.is_retryable(), "{error}");
            return Ok(());
        }
        one.execute(age(1, 1)).await?;
        two.execute(age(2, 2)).await?;
        let results = tokio::join!(one.execute(age(2, 1)).into_future(), two.execute(age(1, 2)).into_future());
        let (mut loser, error) = match results {
            (Err(error), Ok(_)) => (one, error),
            (Ok(_), Err(error)) => (two, error),
            both => panic!("{both:?}"),
        };
        assert!(error.is_retryable(), "{error}");
        loser.execute(select(User::id)).all().await.expect_err("the transaction is lost");
        loser.rollback().await?;
        assert_eq!(loser.execute(select(User::id)).all().await?.len(), 3);
    }

    async fn other_refusals_are_told_as_they_are(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(text("SELECT nme FROM users")).await.unwrap_err();
        let refusal = error.database().unwrap();
        assert_eq!(refusal.kind, DatabaseErrorKind::Other);
        assert!(refusal.message.contains("nme") && refusal.code.is_some(), "{refusal:?}");
        assert!(std::error::Error::source(refusal).is_some());
    }

    async fn a_nul_in_sql_costs_no_connection(db: &TestDb) {
        if !matches!(db.backend, Backend::Postgres | Backend::Sqlite) {
            return Ok(());
        }
        let mut conn = db.engine.begin().await?;
        let error = conn.execute(text("SELECT 'a\0b'")).await.unwrap_err();
        assert!(matches!(error, orm::Error::Unsupported { .. }) && error.to_string().contains("NUL"), "{error}");
        assert_eq!(conn.scalar::<i64>(text("SELECT 1")).await?, 1);
        conn.commit().await?;
        let ddl = metadata![User].after_create(Ddl::new("ALTER TABLE users ADD COLUMN x VARCHAR(9) DEFAULT 'a\0b'"));
        let error = ddl.create_all(&db.engine).await.unwrap_err();
        assert!(matches!(error, orm::Error::Unsupported { .. }), "{error}");
    }

    async fn a_row_that_is_not_there_and_one_too_many_are_errors(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(select(User).filter(User::id.eq(9))).one().await.unwrap_err();
        assert!(error.is_no_result());
        let error = conn.execute(select(User)).one().await.unwrap_err();
        assert!(matches!(error, orm::Error::MultipleResultsFound(_)));
    }

    async fn a_value_of_another_type_names_model_and_column(db: &TestDb) {
        let mut conn = filled(db).await?;
        let column = if db.backend == Backend::Sqlite { "name" } else { "age" };
        conn.execute(text(format!("ALTER TABLE users RENAME COLUMN {column} TO old"))).await?;
        let ty = if db.backend == Backend::Sqlite { "BLOB" } else { "VARCHAR(20)" };
        conn.execute(text(format!("ALTER TABLE users ADD COLUMN {column} {ty}"))).await?;
        conn.execute(text(format!("UPDATE users SET {column} = 'x'"))).await?;
        if db.backend == Backend::Sqlite {
            conn.execute(text("UPDATE users SET name = x'00ff'")).await?;
        }
        let error = conn.execute(select(User)).all().await.unwrap_err();
        assert!(matches!(error, orm::Error::Decode(_)));
        assert!(error.to_string().starts_with(&format!("cannot read column `User::{column}`: expected ")), "{error}");
    }

    async fn errors_are_cheap_to_clone_and_cross_threads(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(select(User)).all().await.unwrap_err();
        let copy = error.clone();
        let told = tokio::spawn(async move { copy.to_string() }).await?;
        assert_eq!(told, error.to_string());
    }
}
