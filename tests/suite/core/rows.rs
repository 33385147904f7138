//! Taking the rows of a result: `all`, `first`, `one`, `one_or_none`, `scalar`.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

db_test! {
    async fn first_is_the_first_row_or_none_and_asks_for_one(db: &TestDb) {
        let mut conn = filled(db).await?;
        let first = conn.execute(select(User::name).order_by(User::id.desc())).first().await?;
        assert_eq!(first.as_deref(), Some("Carol"));
        assert!(db.log.take()[0].ends_with(" LIMIT 1"));
        assert_eq!(conn.execute(select(User::name).filter(User::id.eq(9))).first().await?, None);
    }

    async fn one_is_the_only_row_and_asks_for_two(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(select(User::name).filter(User::id.eq(2))).one().await?, "Bob");
        assert!(db.log.take()[0].ends_with(" LIMIT 2"));
    }

    async fn one_fails_without_a_row(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(select(User).filter(User::id.eq(9))).one().await.unwrap_err();
        assert!(matches!(error, orm::Error::NoResultFound(_)) && error.is_no_result());
        assert!(error.to_string().starts_with("no row was found when one was required: `User`\n  in: SELECT"), "{error}");
    }

    async fn one_fails_with_two_rows(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(select(User)).one().await.unwrap_err();
        assert!(matches!(error, orm::Error::MultipleResultsFound(_)));
        assert!(error.to_string().starts_with("several rows were found when one was required: `User`"), "{error}");
    }

    async fn one_or_none_allows_no_row_but_not_two(db: &TestDb) {
        let mut conn = filled(db).await?;
        let by_id = |id: i64| select(User::name).filter(User::id.eq(id));
        assert_eq!(conn.execute(by_id(1)).one_or_none().await?.as_deref(), Some("Alice"));
        assert_eq!(conn.execute(by_id(9)).one_or_none().await?, None);
        let error = conn.execute(select(User::name)).one_or_none().await.unwrap_err();
        assert!(matches!(error, orm::Error::MultipleResultsFound(_)));
    }

    async fn a_smaller_limit_of_the_statement_is_kept(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(select(User::id).order_by(User::id).limit(1)).one().await?, 1);
        assert_eq!(conn.execute(select(User::id).limit(0)).first().await?, None);
    }

    async fn a_null_in_the_only_row_is_a_row(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(select(User::age).filter(User::id.eq(2))).one().await?, None);
        assert_eq!(conn.execute(select(User::age).filter(User::id.eq(2))).first().await?, Some(None));
    }

    async fn scalar_is_the_first_column_of_the_first_row(db: &TestDb) {
        let mut conn = filled(db).await?;
        let count: i64 = conn.scalar(select(func::count_all()).select_from(User)).await?;
        assert_eq!(count, 3);
        let name: String = conn.scalar(select(User::name).order_by(User::id)).await?;
        assert_eq!(name, "Alice");
        let raw: i64 = conn.scalar(text("SELECT id, name FROM users ORDER BY id DESC")).await?;
        assert_eq!(raw, 3);
    }

    async fn scalar_without_a_row_is_none_or_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        let nobody = || User::id.eq(9);
        assert_eq!(conn.scalar::<Option<String>>(select(User::email).filter(nobody())).await?, None);
        let error = conn.scalar::<String>(select(User::name).filter(nobody())).await.unwrap_err();
        assert!(matches!(error, orm::Error::NoResultFound(_)));
        assert_eq!(conn.scalar::<Option<i32>>(text("SELECT age FROM users WHERE id = 9")).await?, None);
        let error = conn.scalar::<i32>(text("SELECT age FROM users WHERE id = 9")).await.unwrap_err();
        assert!(matches!(error, orm::Error::NoResultFound(_)));
    }

    async fn a_scalar_that_is_null_needs_an_option(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.scalar::<Option<i32>>(text("SELECT age FROM users WHERE id = 2")).await?, None);
        let error = conn.scalar::<i32>(text("SELECT age FROM users WHERE id = 2")).await.unwrap_err();
        assert!(matches!(error, orm::Error::Decode(_)) && error.to_string().contains("NULL"), "{error}");
    }
}
