//! Random statements are taken by the databases they were written for, bound and with their values as literals.

use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::choices::{Choices, cases, search};
use super::generator::{Made, Maker};
use crate::core::models::filled;

/// Runs a statement, and takes it back.
async fn execute(conn: &mut Connection, statement: &Made) -> orm::Result<String> {
    let rows = match statement {
        Made::Select(select) => conn.execute(select.clone()).all().await,
        Made::Compound(compound) => conn.execute(compound.clone()).all().await,
        Made::Insert(core) if !core.returning.is_empty() => conn.execute(statement.clone()).all().await,
        changed => match conn.execute(changed.clone()).await {
            Ok(result) => Ok(vec![vec![orm::core::value::Value::from(result.rows_affected() as i64)]]),
            Err(error) => Err(error),
        },
    };
    conn.rollback().await?;
    Ok(format!("{:?}", rows?))
}

/// Runs a statement as text.
async fn execute_text(conn: &mut Connection, sql: &str) -> orm::Result<()> {
    let outcome = conn.execute(text(sql.replace(':', "\\:"))).await;
    conn.rollback().await?;
    outcome.map(|_| ())
}

/// What the data is to blame for.
fn excused(error: &orm::Error) -> bool {
    let message = error.to_string();
    // A DELETE with USING sees its table in no subquery that uses a column of the statement.
    message.contains("specified twice, both as a target for 'DELETE'")
        || error.is_unique_violation()
        || error.is_foreign_key_violation()
        || error.is_not_null_violation()
        || matches!(error, orm::Error::Unsupported { .. })
}

db_test! {
    async fn statements_are_taken(db: &TestDb) {
        let mut conn = filled(db).await?;
        let count = cases(if db.backend == Backend::Sqlite { 1_500 } else { 400 });
        let conn = &mut conn;
        let found = search(count, 1, 200, async |lists| {
            let choices = Choices::new(&lists[0]);
            let seeds = choices.seeds(20);
            let values = Choices::new(&seeds);
            let statement = Maker::new(&choices, &values, false).statement();
            let sql = statement.to_sql(db.engine.dialect()).unwrap_or_else(|error| error.to_string());
            if let Err(error) = execute(conn, &statement).await
                && !excused(&error)
            {
                return vec![Err(format!("{error}\n{sql}"))];
            }
            if statement.to_sql(db.engine.dialect()).is_ok()
                && let Err(error) = execute_text(conn, &sql).await
                && !excused(&error)
            {
                return vec![Err(format!("as literals: {error}\n{sql}"))];
            }
            vec![Ok(())]
        }).await;
        if let Err(message) = found {
            return Err(format!("on {:?}:\n{message}", db.backend).into());
        }
    }
}
