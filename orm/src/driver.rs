//! Drivers: the databases that sqlx speaks to, behind one interface.
//!
//! ```text
//! Engine ──> Pool ──acquire/begin──> DriverConnection ──> Handle<Sqlite | Postgres | MySql>
//!                                                           │  bind.rs   &[Value] -> arguments
//!                                                           │  row.rs    row -> RowReader
//!                                                           └─ error.rs  sqlx::Error -> DatabaseError
//! ```
//!
//! The folders `sqlite/`, `postgres/` and `mysql/` have the same files: `connect` (options of a URL), `bind`, `row`, `error`.

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("`orm` needs a database: enable one of the features `sqlite`, `postgres` and `mysql`");

#[cfg(all(feature = "chrono", any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
mod calendar;
mod connection;
mod error;
mod handle;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod host;
#[cfg(any(feature = "sqlite", feature = "mysql"))]
mod json;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(any(feature = "mysql", feature = "postgres", all(feature = "sqlite", feature = "decimal")))]
mod number;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
mod queue;
#[cfg(feature = "sqlite")]
mod sqlite;

pub(crate) use connection::DriverConnection;
pub(crate) use pool::Pool;

use orm_core::Result;
use orm_core::row::RowReader;

/// What a statement did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Rows inserted, updated (matched, even if equal) or deleted.
    pub rows_affected: u64,
    /// Rows returned.
    pub rows_returned: u64,
    /// The key that the database gave to the inserted row: the last on SQLite, the first of several on MySQL.
    pub last_insert_id: Option<i64>,
}

/// How the rows of a result are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// All of them, as they come.
    Through,
    /// One per poll: after each the statement is pending, and wakes nobody. Dropped there, the connection can still be used.
    RowByRow,
}

/// Takes the rows of a result, one by one.
pub(crate) type RowSink<'a> = &'a mut (dyn FnMut(&dyn RowReader) -> Result<()> + Send);
