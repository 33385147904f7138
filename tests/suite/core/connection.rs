//! `Connection`: when its transaction begins, and how it ends.

use orm::core::statement::{Effect, Statement};
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::models::*;

async fn count(db: &TestDb) -> orm::Result<i64> {
    db.engine.acquire().await?.scalar(select(func::count(Comment::id))).await
}

fn comment(id: i64) -> Comment {
    Comment { id, ..comments()[0].clone() }
}

db_test! {
    async fn reads_need_no_transaction(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(select(User)).all().await?;
        conn.scalar::<i64>(select(func::count(User::id))).await?;
        assert!(!conn.in_transaction());
        let log = db.log.take_all();
        assert!(log.len() == 2 && log.iter().all(|sql| sql.starts_with("SELECT")), "{log:?}");
    }

    async fn a_transaction_begins_with_the_first_write(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(select(User::id)).all().await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        assert!(conn.in_transaction());
        conn.execute(delete(Comment).filter(Comment::id.eq(10))).await?;
        conn.commit().await?;
        assert!(!conn.in_transaction());
        let log = db.log.take_all();
        let words: Vec<_> = log.iter().filter_map(|sql| sql.split_whitespace().next()).collect();
        assert_eq!(words, ["SELECT", "BEGIN", "INSERT", "DELETE", "COMMIT"]);
    }

    async fn what_is_committed_is_seen_by_others(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        conn.commit().await?;
        assert_eq!(count(db).await?, 3);
    }

    async fn what_is_rolled_back_is_gone(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        assert_eq!(conn.scalar::<i64>(select(func::count(Comment::id))).await?, 3);
        conn.rollback().await?;
        assert!(!conn.in_transaction());
        assert_eq!(count(db).await?, 2);
    }

    async fn nothing_is_committed_in_silence_after_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        assert!(conn.execute(insert(Comment).values([comment(10)])).await.unwrap_err().is_unique_violation());
        let outcome = conn.commit().await;
        if db.backend == Backend::Postgres {
            let error = outcome.unwrap_err();
            assert!(matches!(error, orm::Error::PendingRollback { .. }) && error.is_unique_violation(), "{error}");
            assert_eq!(count(db).await?, 2);
        } else {
            outcome?;
            assert_eq!(count(db).await?, 3);
        }
        // And goes on.
        assert!(!conn.in_transaction());
        conn.execute(insert(Comment).values([comment(11)])).await?;
        assert!(conn.execute(insert(Comment).values([comment(11)])).await.is_err());
        conn.rollback().await?;
        conn.execute(insert(Comment).values([comment(12)])).await?;
        conn.commit().await?;
    }

    /// The first error is the cause, whatever fails after it because of it; and one that is undone by hand is none.
    async fn the_cause_of_a_lost_transaction_is_kept(db: &TestDb) {
        let mut conn = filled(db).await?;
        if db.backend.is_genuine_mysql() {
            // It prepares no SAVEPOINT.
            return Ok(());
        }
        conn.execute(insert(Comment).values([comment(10)])).await?;
        conn.execute(text("SAVEPOINT mine")).await?;
        assert!(conn.execute(insert(Comment).values([comment(10)])).await.is_err());
        conn.execute(text("ROLLBACK TO SAVEPOINT mine")).await?;
        conn.execute(insert(Comment).values([comment(11)])).await?;
        conn.commit().await?;
        assert_eq!(count(db).await?, 4);

        assert!(conn.execute(insert(Comment).values([comment(10)])).await.is_err());
        if db.backend == Backend::Postgres {
            let error = conn.execute(select(User::id)).all().await.unwrap_err();
            assert!(matches!(error, orm::Error::PendingRollback { .. }) && error.is_unique_violation(), "{error}");
            assert!(conn.commit().await.unwrap_err().is_unique_violation());
        }
        conn.rollback().await?;
    }

    async fn what_a_cte_writes_is_rolled_back_wherever_it_is_used(db: &TestDb) {
        let mut conn = filled(db).await?;
        let writes = |id, name| insert(Comment).values([comment(id)]).returning(Comment::id).cte(name).columns();
        let (one, two) = (writes(10, "one"), writes(11, "two"));
        let used = [
            select(User::id).join(Post.on(Post::id.in_select(select(one.clone())))),
            select(User::id).group_by(User::id).having(func::count_all().in_select(select(one.clone()))),
            select(User::id).group_by((User::id, select(one.clone()).scalar_subquery())),
            select(User::id).order_by(select(one.clone()).scalar_subquery()),
        ];
        for statement in used {
            assert_eq!(statement.effect(), Effect::Write, "{statement:?}");
        }
        let both = select(one).union_all(select(two));
        assert_eq!(both.effect(), Effect::Write);
        assert_eq!(select(User::id).union(select(User::id).for_update()).effect(), Effect::Write);
        assert_eq!(select(User::id).union(select(Post::id)).effect(), Effect::Read);
        if db.engine.dialect().capabilities.cte_changes {
            assert_eq!(conn.execute(both).all().await?, [10, 11]);
            conn.rollback().await?;
            assert_eq!(count(db).await?, 2);
        }
    }

    async fn a_drop_without_commit_rolls_back(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        drop(conn);
        assert_eq!(count(db).await?, 2);
    }

    async fn a_connection_goes_on_after_commit_and_rollback(db: &TestDb) {
        let mut conn = filled(db).await?;
        for id in [10, 11] {
            conn.execute(insert(Comment).values([comment(id)])).await?;
            conn.commit().await?;
        }
        conn.execute(delete(Comment)).await?;
        conn.rollback().await?;
        assert_eq!(conn.scalar::<i64>(select(func::count(Comment::id))).await?, 4);
    }

    async fn commit_and_rollback_without_a_transaction_do_nothing(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.commit().await?;
        conn.rollback().await?;
        assert!(db.log.take_all().is_empty());
    }

    async fn begin_opens_the_transaction_at_once(db: &TestDb) {
        filled(db).await?;
        let mut conn = db.engine.begin().await?;
        assert!(conn.in_transaction());
        conn.begin().await?;
        conn.execute(delete(Comment)).await?;
        drop(conn);
        assert_eq!(count(db).await?, 2);
        assert_eq!(db.log.take_all().iter().filter(|sql| sql.starts_with("BEGIN")).count(), 1);
    }

    async fn an_error_leaves_what_was_written_before_it_to_rollback(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        conn.execute(insert(Comment).values([comment(10)])).await.unwrap_err();
        assert!(conn.in_transaction());
        conn.rollback().await?;
        assert_eq!(count(db).await?, 2);
        conn.execute(insert(Comment).values([comment(10)])).await?;
        conn.commit().await?;
        assert_eq!(count(db).await?, 3);
    }

    async fn rows_are_plain_values_that_nobody_tracks(db: &TestDb) {
        let mut conn = filled(db).await?;
        let mut user: User = conn.execute(select(User).filter(User::id.eq(1))).one().await?;
        user.name = "changed".to_owned();
        conn.commit().await?;
        let again: User = conn.execute(select(User).filter(User::id.eq(1))).one().await?;
        assert_eq!(again.name, "Alice");
        assert!(user.posts.get().is_err());
    }

    async fn a_cancelled_statement_loses_the_transaction_and_says_so(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(insert(Comment).values([comment(10)])).await?;
        let statement = insert(Comment).values((11..3_000).map(comment));
        let ran = tokio::time::timeout(std::time::Duration::ZERO, conn.execute(statement).into_future()).await;
        if ran.is_err() {
            let error = conn.execute(select(Comment::id)).all().await.unwrap_err();
            assert!(matches!(error, orm::Error::InvalidState(_)), "{error}");
            assert!(error.to_string().contains("rollback()"), "{error}");
        }
        conn.rollback().await?;
        assert_eq!(count(db).await?, 2);
        assert_eq!(conn.execute(select(Comment::id).order_by(Comment::id)).all().await?, [1, 2]);
    }

    async fn futures_of_a_connection_can_be_spawned(db: &TestDb) {
        let mut conn = filled(db).await?;
        let task = tokio::spawn(async move {
            let name: String = conn.scalar(select(User::name).filter(User::id.eq(1))).await?;
            conn.execute(update(User).filter(User::id.eq(1)).set(User::name, "spawned")).await?;
            conn.commit().await?;
            Ok::<_, orm::Error>(name)
        });
        assert_eq!(task.await??, "Alice");
    }
}
