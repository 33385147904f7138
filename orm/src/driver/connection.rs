//! [`DriverConnection`]: a connection of whichever database.

use orm_core::compile::Compiled;
use orm_core::error::DatabaseError;
use orm_core::{Error, Result};
use tokio::runtime;

use super::error::no_connection;
use super::handle::{Driver, Handle};
use super::{Outcome, Pace, RowSink};

pub(super) enum AnyHandle {
    #[cfg(feature = "sqlite")]
    Sqlite(Handle<sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Handle<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Handle<sqlx::MySql>),
}

/// A connection out of the pool, in autocommit or in a transaction. Dropped, it goes back; an open transaction is rolled back first.
pub(crate) struct DriverConnection {
    handle: Option<AnyHandle>,
    /// Where the pool lives: it spawns a task when a connection comes back, wherever that is.
    runtime: runtime::Handle,
}

/// The same expression for whichever database.
macro_rules! with_handle {
    ($any:expr, |$handle:ident, $database:ident| $body:expr) => {
        match $any {
            #[cfg(feature = "sqlite")]
            AnyHandle::Sqlite($handle) => {
                #[allow(unused)] // not every use needs the name
                use sqlx::Sqlite as $database;
                $body
            }
            #[cfg(feature = "postgres")]
            AnyHandle::Postgres($handle) => {
                #[allow(unused)] // not every use needs the name
                use sqlx::Postgres as $database;
                $body
            }
            #[cfg(feature = "mysql")]
            AnyHandle::MySql($handle) => {
                #[allow(unused)] // not every use needs the name
                use sqlx::MySql as $database;
                $body
            }
        }
    };
}

impl DriverConnection {
    pub(super) fn new(handle: AnyHandle, runtime: runtime::Handle) -> Self {
        DriverConnection { handle: Some(handle), runtime }
    }

    fn handle(&mut self) -> Result<&mut AnyHandle> {
        self.handle.as_mut().ok_or_else(gone)
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.handle.as_ref().is_some_and(|any| with_handle!(any, |handle, _D| handle.in_transaction()))
    }

    /// Whether nothing is under way that the connection must see through.
    pub fn is_between_awaits(&self) -> bool {
        self.handle.as_ref().is_some_and(|any| with_handle!(any, |handle, _D| handle.is_between_awaits()))
    }

    /// Runs a statement and hands its rows to `row`, one by one and between awaits: a row cannot be kept.
    pub async fn fetch(&mut self, statement: Compiled, row: RowSink<'_>, pace: Pace) -> Result<Outcome> {
        with_handle!(self.handle()?, |handle, _D| handle.fetch(statement, row, pace).await)
    }

    /// Runs SQL without parameters, unprepared: what cannot be prepared everywhere, as DDL and savepoints.
    pub async fn run(&mut self, sql: &str) -> Result<()> {
        with_handle!(self.handle()?, |handle, _D| handle.run(sql).await)
    }

    /// Whether the open transaction could as well begin anew, as the one that writes.
    pub fn can_begin_immediate(&self) -> bool {
        self.handle.as_ref().is_some_and(|any| with_handle!(any, |handle, _D| handle.can_begin_immediate()))
    }

    /// How a transaction begins.
    pub fn begin_sql(&self, immediate: bool) -> &'static str {
        let special = self.handle.as_ref().and_then(|any| with_handle!(any, |_h, Db| <Db as Driver>::BEGIN_IMMEDIATE));
        special.filter(|_| immediate).unwrap_or("BEGIN")
    }

    /// Opens a transaction; nothing if one is open that cannot begin anew.
    pub async fn begin(mut self, immediate: bool) -> Result<Self> {
        with_handle!(self.handle()?, |handle, _D| handle.begin(immediate).await)?;
        Ok(self)
    }

    /// Commits, if a transaction is open. The connection goes back to the pool.
    pub async fn commit(mut self) -> Result<()> {
        with_handle!(self.handle()?, |handle, _D| handle.commit().await)
    }

    /// Rolls back, if a transaction is open. The connection goes back to the pool.
    pub async fn rollback(mut self) -> Result<()> {
        with_handle!(self.handle()?, |handle, _D| handle.rollback().await)
    }

    /// Whether the database has rolled back the whole transaction along with this error.
    pub fn ends_transaction(&self, error: &DatabaseError) -> bool {
        self.handle.as_ref().is_none_or(|any| with_handle!(any, |_h, Db| <Db as Driver>::ends_transaction(error)))
    }

    /// Whether an error leaves a transaction open of which nothing can be committed any more.
    pub fn errors_abort(&self) -> bool {
        self.handle.as_ref().is_some_and(|any| with_handle!(any, |_h, Db| <Db as Driver>::ERRORS_ABORT))
    }

    /// The query that lists the existing tables.
    pub fn tables_query(&self) -> &'static str {
        self.handle.as_ref().map_or("", |any| with_handle!(any, |_h, Db| <Db as Driver>::TABLES))
    }

    /// The query that lists the tables of a schema, which it binds, or whose quoted name takes the place of `{schema}`.
    pub fn tables_in_query(&self) -> &'static str {
        self.handle.as_ref().map_or("", |any| with_handle!(any, |_h, Db| <Db as Driver>::TABLES_IN))
    }

    /// What to run before tables are dropped.
    pub fn before_drop(&self) -> Option<&'static str> {
        self.handle.as_ref().and_then(|any| with_handle!(any, |_h, Db| <Db as Driver>::BEFORE_DROP))
    }
}

impl Drop for DriverConnection {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            // sqlx panics when a connection is dropped outside of its runtime.
            let _entered = self.runtime.enter();
            with_handle!(handle, |handle, _D| handle.release(&self.runtime));
        }
    }
}

/// Only the drop takes the handle.
fn gone() -> Error {
    no_connection("the connection was given back".to_owned())
}
