//! Options of a SQLite connection.

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use orm_core::Result;
use orm_core::dialect::Dialect;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection, SqlitePool};

use crate::config::{DatabaseUrl, EngineOptions};
use crate::driver::error::connect_error;
use crate::driver::error::url_error;
use crate::driver::pool::pool_options;
use crate::driver::queue::BUSY_TIMEOUT;

/// Prepared statements kept per connection.
const STATEMENT_CACHE: usize = 500;

/// Opens the database. In memory, the connection returned besides keeps it alive.
pub(in crate::driver) async fn connect(
    url: &DatabaseUrl,
    options: &EngineOptions,
) -> Result<(SqlitePool, Option<SqliteConnection>, Dialect)> {
    let connect = connect_options(url)?;
    let first = connect.connect().await.map_err(|error| connect_error(error, url))?;
    let pool = pool_options(options).connect_lazy_with(connect);
    let keeper = url.in_memory().then_some(first);
    let mut dialect = Dialect::SQLITE;
    dialect.capabilities.regexp = cfg!(feature = "regexp");
    Ok((pool, keeper, dialect))
}

fn connect_options(url: &DatabaseUrl) -> Result<SqliteConnectOptions> {
    let options = if url.in_memory() {
        // The shared in-memory file system of SQLite: a name that begins with a slash is one database for all connections.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("/orm-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        SqliteConnectOptions::new().filename(name).vfs("memdb").create_if_missing(true)
    } else {
        let parsed = SqliteConnectOptions::from_str(url.target()).map_err(|error| url_error(&error, url))?;
        let parsed = if url.has_option("mode") { parsed } else { parsed.create_if_missing(true) };
        if url.has_option("immutable") || url.option_is("mode", "ro") {
            parsed
        } else {
            parsed.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal)
        }
    };
    #[cfg(feature = "regexp")]
    let options = options.with_regexp();
    Ok(options
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(STATEMENT_CACHE)
        // A rollback on drop must never wait for room in the queue.
        // Rows come from a thread of their own: fewer switches between it and ours.
        .row_buffer_size(256)
        .command_buffer_size(1 << 20)
        .disable_statement_logging())
}
