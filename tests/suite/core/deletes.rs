//! DELETE.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

db_test! {
    async fn rows_that_match_the_filter_are_deleted_and_counted(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = delete(Comment).filter(Comment::id.gt(1)).filter(Comment::user_id.is_null());
        assert_eq!(conn.execute(statement).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(Comment::id)).all().await?, [1]);
        assert_eq!(conn.execute(delete(Comment).filter(Comment::id.eq(9))).await?.rows_affected(), 0);
    }

    async fn without_a_filter_all_rows_are_deleted(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(delete(Comment)).await?.rows_affected(), 2);
        assert!(conn.execute(select(Comment::id)).all().await?.is_empty());
    }

    async fn a_subquery_chooses_the_rows(db: &TestDb) {
        let mut conn = filled(db).await?;
        let quiet = User::id.not_in([1, 3]) & !User::id.in_select(select(Post::user_id));
        assert_eq!(conn.execute(delete(User).filter(quiet)).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(User::id).order_by(User::id)).all().await?, [1, 3]);
    }

    async fn a_subquery_may_look_at_the_table_that_changes(db: &TestDb) {
        let mut conn = filled(db).await?;
        let newest = select(Comment::id).order_by(Comment::id.desc()).limit(1);
        assert_eq!(conn.execute(delete(Comment).filter(Comment::id.in_select(newest))).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(Comment::id)).all().await?, [1]);
    }

    async fn returning_gives_back_the_deleted_rows_where_the_database_can(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = delete(Comment).filter(Comment::post_id.eq(1)).returning((Comment::id, Comment));
        if !db.engine.dialect().capabilities.delete_returning {
            let error = conn.execute(statement).all().await.unwrap_err();
            assert!(matches!(error, orm::Error::Unsupported { .. }));
            let name = db.engine.dialect().name;
            assert_eq!(error.to_string(), format!("{name} does not support DELETE .. RETURNING"));
            return Ok(());
        }
        let (id, comment) = conn.execute(statement).one().await?;
        assert_eq!((id, comment.body.as_str(), comment.user_id), (1, "Nice", Some(3)));
        assert_eq!(conn.execute(select(func::count(Comment::id))).one().await?, 1);
    }
}
