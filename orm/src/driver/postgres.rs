//! PostgreSQL.

mod array;
mod bind;
mod connect;
mod error;
mod hstore;
mod numeric;
mod oid;
mod range;
mod row;
mod signature;
#[cfg(feature = "chrono")]
mod temporal;

use std::borrow::Cow;

use orm_core::error::{DatabaseError, DatabaseErrorKind};
use orm_core::{Result, Value};
use sqlx::Postgres;
use sqlx::postgres::{PgArguments, PgQueryResult, PgRow};

pub(super) use connect::connect;

use super::handle::Driver;
use super::{Outcome, RowSink};

impl Driver for Postgres {
    const SURVIVES_CANCELLATION: bool = false;
    const ERRORS_ABORT: bool = true;
    const REFUSES_NUL: Option<&'static str> = Some("PostgreSQL");
    const TABLES: &'static str = "SELECT c.relname::text FROM pg_catalog.pg_class c \
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";
    const TABLES_IN: &'static str = "SELECT c.relname::text FROM pg_catalog.pg_class c \
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";

    fn arguments(params: Vec<Value>) -> Result<PgArguments> {
        bind::arguments(params)
    }

    fn text<'a>(sql: &'a str, params: &[Value]) -> Cow<'a, str> {
        signature::text(sql, params)
    }

    fn outcome(_sql: &str, done: &PgQueryResult) -> Outcome {
        Outcome { rows_affected: done.rows_affected(), ..Outcome::default() }
    }

    fn row(row: &PgRow, read: RowSink<'_>) -> Result<()> {
        read(&row::Reader(row))
    }

    fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError {
        error::explain(error)
    }

    /// A transaction that failed stays open, and refuses everything until it is rolled back.
    fn ends_transaction(_error: &DatabaseError) -> bool {
        false
    }

    fn outdates_prepared(error: &DatabaseError) -> bool {
        error.code.as_deref() == Some(error::FEATURE_NOT_SUPPORTED) && error.kind == DatabaseErrorKind::Concurrency
    }
}
