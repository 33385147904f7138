//! A column whose table the statement does not have is an error that says what to add; the database is not asked.

use orm::core::error::StatementError;
use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

async fn refusal<Q: orm::core::statement::Query>(db: &orm_tests::TestDb, query: Q) -> orm::Result<String> {
    let mut conn = db.engine.acquire().await?;
    let Err(error) = conn.execute(query).all().await else { return Ok("no error".to_owned()) };
    assert!(matches!(&error, orm::Error::Statement(e) if matches!(**e, StatementError::UnknownFrom { .. })), "{error}");
    assert_eq!(db.engine.statement_count(), 0);
    Ok(error.to_string())
}

db_test! {
    async fn a_relationship_is_the_join_to_add(db: &TestDb) {
        assert_eq!(
            refusal(db, select(User).filter(Post::title.eq("Rust"))).await?,
            "column `Post::title` is not available: the statement does not select from `posts`; add `.join(User::posts)`"
        );
        let sorted = refusal(db, select(Post).order_by(User::name)).await?;
        assert!(sorted.ends_with("; add `.join(Post::author)`"), "{sorted}");
        let grouped = refusal(db, select(func::count_all()).select_from(Post).group_by(Comment::body)).await?;
        assert!(grouped.ends_with("; add `.join(Post::comments)`"), "{grouped}");
    }

    async fn a_foreign_key_is_the_join_to_add_where_there_is_no_relationship(db: &TestDb) {
        let error = refusal(db, select(User).filter(Comment::body.eq("x"))).await?;
        assert!(error.ends_with("`comments`; add `.join(Comment)`"), "{error}");
        let error = refusal(db, select(User).having(Comment::body.eq("x"))).await?;
        assert!(error.ends_with("`comments`; add `.join(Comment)`"), "{error}");
    }

    async fn a_condition_is_to_be_added_where_nothing_links(db: &TestDb) {
        let error = refusal(db, select(Unrelated::id).filter(User::id.eq(1))).await?;
        assert!(error.ends_with("add `.join(User.on(..))` or `.select_from(User)`"), "{error}");
    }

    async fn a_join_condition_is_checked_too(db: &TestDb) {
        let error = refusal(db, select(User).join(Post.on(Post::id.eq(Comment::post_id)))).await?;
        assert!(error.starts_with("column `Comment::post_id` is not available"), "{error}");
    }

    async fn a_subquery_sees_its_own_tables_and_those_around_it(db: &TestDb) {
        let mut conn = filled(db).await?;
        let own = Post::user_id.in_select(select(User::id).filter(User::name.eq("Carol")));
        assert_eq!(conn.execute(select(Post::id).filter(own)).all().await?, [3]);
        let outer = User::id.in_select(select(Post::user_id).filter(Post::title.ne(User::name) & Post::views.gt(8)));
        assert_eq!(conn.execute(select(User::name).filter(outer)).all().await?, ["Alice"]);
        let unknown = User::id.in_select(select(Post::user_id).filter(Comment::body.eq("x")));
        let error = conn.execute(select(User).filter(unknown)).all().await.unwrap_err().to_string();
        assert!(error.ends_with("; add `.join(Post::comments)`"), "{error}");
    }

    async fn an_update_and_a_delete_take_a_subquery_instead_of_a_join(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let expected = "column `User::name` is not available: the statement does not select from `users`; \
                        use a subquery: `.filter(Post::user_id.in_select(select(User::id).filter(..)))`";
        let error = conn.execute(update(Post).filter(User::name.eq("x")).set(Post::views, 1)).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        let error = conn.execute(delete(Post).filter(User::name.eq("x"))).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(db.engine.statement_count(), 0);
    }
}

/// Linked to nothing.
#[derive(Model, Debug)]
#[model(table = "unrelated")]
pub struct Unrelated {
    #[column(primary_key)]
    pub id: i64,
}
