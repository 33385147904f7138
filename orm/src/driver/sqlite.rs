//! SQLite.

mod bind;
mod connect;
mod error;
mod row;
#[cfg(feature = "chrono")]
mod temporal;

use orm_core::error::DatabaseError;
use orm_core::{Result, Value};
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteArguments, SqliteQueryResult, SqliteRow};

pub(super) use connect::connect;

use super::handle::Driver;
use super::{Outcome, RowSink};

impl Driver for Sqlite {
    const SURVIVES_CANCELLATION: bool = true;
    // Any statement that reads compares the schema with what the connection remembers.
    const LOOKS_AT_TABLES: Option<&'static str> = Some("SELECT 1 FROM sqlite_master LIMIT 0");
    const ENDS_SILENTLY: bool = true;
    const REFUSES_NUL: Option<&'static str> = Some("SQLite");
    const BEGIN_IMMEDIATE: Option<&'static str> = Some("BEGIN IMMEDIATE");
    const TABLES: &'static str = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')";
    const TABLES_IN: &'static str = "SELECT name FROM {schema}.sqlite_master WHERE type IN ('table', 'view')";
    // Dropping a table deletes its rows: those of a cycle may reference each other until all are gone.
    const BEFORE_DROP: Option<&'static str> = Some("PRAGMA defer_foreign_keys = ON");

    fn arguments(params: Vec<Value>) -> Result<SqliteArguments> {
        bind::arguments(params)
    }

    fn outcome(sql: &str, done: &SqliteQueryResult) -> Outcome {
        if !changes_rows(sql) {
            return Outcome::default();
        }
        let last_insert_id = Some(done.last_insert_rowid());
        Outcome { rows_affected: done.rows_affected(), rows_returned: 0, last_insert_id }
    }

    fn row(row: &SqliteRow, read: RowSink<'_>) -> Result<()> {
        read(&row::Reader(row))
    }

    fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError {
        error::explain(error)
    }

    fn ends_transaction(error: &DatabaseError) -> bool {
        error::ends_transaction(error)
    }

    fn writes(sql: &str) -> bool {
        let keyword = keyword(sql);
        if keyword.eq_ignore_ascii_case("WITH") {
            let sql = sql.to_ascii_uppercase();
            return ["INSERT", "UPDATE", "DELETE", "REPLACE"].iter().any(|word| sql.contains(word));
        }
        let writing = ["INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER"];
        writing.iter().any(|word| keyword.eq_ignore_ascii_case(word))
    }
}

/// Whether SQLite counts the rows of a statement. After any other it still reports the count of the one before.
fn changes_rows(sql: &str) -> bool {
    let keyword = keyword(sql);
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].iter().any(|counted| keyword.eq_ignore_ascii_case(counted))
}

fn keyword(sql: &str) -> &str {
    sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}
