//! Who is told about statements: counters and listeners.

use std::sync::{Arc, Mutex};

use orm::prelude::*;
use orm_tests::db_test;

use super::super::models::*;

db_test! {
    async fn statements_are_counted_without_transaction_control(db: &TestDb) {
        let mut conn = filled(db).await?;
        let before = db.engine.statement_count();
        conn.execute(select(User)).all().await?;
        conn.execute(delete(Comment)).await?;
        conn.rollback().await?;
        conn.execute(text("SELECT nonsense")).await.unwrap_err();
        conn.rollback().await?;
        assert_eq!(db.engine.statement_count() - before, 3);
        conn.execute(insert(User).values(Vec::<User>::new())).await.unwrap_err();
        assert_eq!(db.engine.statement_count() - before, 3, "what is never sent is not counted");
    }

    async fn a_listener_hears_of_every_statement(db: &TestDb) {
        filled(db).await?;
        let heard = Arc::new(Mutex::new(Vec::new()));
        let recorder = heard.clone();
        let listening = create_engine(&db.url).on_statement(move |event| {
            let verb = event.sql.split_whitespace().next().unwrap_or_default().to_owned();
            let params: Vec<String> = event.params.iter().map(ToString::to_string).collect();
            recorder.lock().unwrap().push((verb, params.join(", "), event.rows, event.error.is_some()));
        });
        let engine = listening.connect().await?;
        if db.backend == orm_tests::Backend::Sqlite {
            schema().create_all(&engine).await?;
            engine.acquire().await?.execute(text("SELECT 1")).await?;
            heard.lock().unwrap().clear();
        }
        let mut conn = engine.acquire().await?;
        conn.execute(update(User).filter(User::id.lt(0)).set(User::name, "it's")).await?;
        conn.execute(text("SELECT 1 UNION ALL SELECT 2")).all().await?;
        conn.execute(text("SELECT nonsense")).await.unwrap_err();
        conn.rollback().await?;
        let expected = [
            ("BEGIN", "", 0, false),
            ("UPDATE", "'it''s', 0", 0, false),
            ("SELECT", "", 2, false),
            ("SELECT", "", 0, true),
            ("ROLLBACK", "", 0, false),
        ];
        let heard = heard.lock().unwrap();
        let heard: Vec<_> = heard.iter().map(|(verb, params, rows, failed)| (&**verb, &**params, *rows, *failed)).collect();
        assert_eq!(heard, expected);
    }

    async fn a_listener_hears_no_values_where_they_are_hidden(db: &TestDb) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let recorder = heard.clone();
        let builder = create_engine(&db.url).hide_parameters(true);
        let builder = builder.on_statement(move |event| recorder.lock().unwrap().push(event.params.len()));
        let mut conn = builder.connect().await?.acquire().await?;
        assert_eq!(conn.scalar::<i64>(text("SELECT :n").bind("n", 42_i64)).await?, 42);
        drop(conn);
        assert!(heard.lock().unwrap().iter().all(|params| *params == 0));
    }

    async fn an_engine_shows_its_url_and_dialect(db: &TestDb) {
        let shown = format!("{:?}", db.engine);
        assert!(shown.contains(db.engine.dialect().name) && shown.contains(&db.engine.url()), "{shown}");
    }
}

#[tokio::test]
async fn what_a_dialect_can_do_can_be_adjusted() -> orm::Result<()> {
    let engine = create_engine("sqlite://").capabilities(|it| it.insert_returning = false).connect().await?;
    assert!(!engine.dialect().capabilities.insert_returning && engine.dialect().capabilities.update_returning);
    let statement = insert(Comment).values(comments()).returning(Comment::id);
    let error = engine.acquire().await?.execute(statement).all().await.unwrap_err();
    assert_eq!(error.to_string(), "SQLite does not support INSERT .. RETURNING");
    Ok(())
}
