//! [`Engine`]: a database and the pool of connections to it.
//!
//! ```text
//! create_engine(url) ──options──> EngineBuilder ──connect──> Engine ──> Connection, Session
//!                                                              │           both stand on link.rs:
//!                                                              └─ driver ─ one connection, its transaction,
//!                                                                          errors, log and listeners
//! ```

mod builder;
mod link;
mod links;
mod lost;
mod savepoints;
#[cfg(all(test, feature = "sqlite"))]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use orm_core::Result;
use orm_core::compile::{Cache, Compiled};
use orm_core::dialect::Dialect;
use orm_core::statement::{Statement, StatementRef};

pub use builder::{EngineBuilder, create_engine};
#[allow(unused_imports)] // for the session
pub(crate) use link::Link;
pub(crate) use links::Links;

pub use crate::config::StatementEvent;
use crate::config::{DatabaseUrl, EngineOptions};
use crate::driver::Pool;
use crate::events::Events;
use crate::fetch::BoxFuture;

/// A database: cheap to clone, shared by everything that talks to it. [`create_engine`] makes it.
///
/// ```
/// # use orm::prelude::*;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// let engine = create_engine("sqlite::memory:").connect().await?;
/// assert_eq!(engine.dialect().name, "SQLite");
/// let mut session = Session::new(&engine);
/// let n: i64 = session.scalar(text("SELECT 1")).await?;
/// assert_eq!(n, 1);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    url: DatabaseUrl,
    options: EngineOptions,
    pool: Pool,
    dialect: Dialect,
    cache: Cache,
    statements: AtomicU64,
    events: Events,
}

impl Engine {
    fn new(url: DatabaseUrl, options: EngineOptions, pool: Pool, dialect: Dialect) -> Self {
        let cache = Cache::new(options.statement_cache);
        let (statements, events) = (AtomicU64::new(0), Events::default());
        Engine { inner: Arc::new(Inner { url, options, pool, dialect, cache, statements, events }) }
    }

    /// Whether two are the same: one, or clones of one.
    pub(crate) fn is_same(&self, other: &Engine) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Which database it is and what it can do.
    pub fn dialect(&self) -> &Dialect {
        &self.inner.dialect
    }

    /// The listeners of all its sessions.
    pub fn events(&self) -> &Events {
        &self.inner.events
    }

    /// Closes the pool: waits for connections that are in use, and refuses new ones. A database in memory is gone then.
    pub fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.inner.pool.close())
    }

    /// The URL, with the password masked.
    pub fn url(&self) -> String {
        self.inner.url.masked().to_owned()
    }

    /// How many statements were executed through this engine, without BEGIN, COMMIT, ROLLBACK and savepoints.
    pub fn statement_count(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    /// How many compiled statements are kept. See [`EngineBuilder::statement_cache_size`].
    pub fn cached_statements(&self) -> usize {
        self.inner.cache.len()
    }

    /// Compiles a statement, or finds it compiled.
    pub(crate) fn compile(&self, statement: &(impl Statement + ?Sized)) -> Result<Vec<Compiled>> {
        let compiled = self.inner.cache.compile(statement, &self.inner.dialect)?;
        compiled.iter().for_each(Self::warn);
        Ok(compiled)
    }

    /// The same for one statement without Rust types.
    pub(crate) fn compile_one(&self, statement: StatementRef<'_>) -> Result<Compiled> {
        self.inner.cache.compile_one(statement, &self.inner.dialect)
    }

    /// Says what is odd about a statement; once, because the cache does not.
    fn warn(compiled: &Compiled) {
        for warning in &compiled.warnings {
            tracing::warn!(target: "orm::sql", "{warning}\n  in: {}", compiled.sql);
        }
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    fn count_statement(&self) {
        self.inner.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether anyone wants to hear of statements.
    fn is_observed(&self) -> bool {
        let options = &self.inner.options;
        options.echo || !options.listeners.is_empty()
    }

    /// Whether every transaction is one that writes.
    fn begins_immediate(&self) -> bool {
        self.inner.options.begin_immediate
    }

    fn hides_parameters(&self) -> bool {
        self.inner.options.hide_parameters
    }

    fn observe(&self, event: &StatementEvent<'_>) {
        let options = &self.inner.options;
        if options.echo {
            event.log(options.hide_parameters);
        }
        for listener in &options.listeners {
            listener(event);
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("url", &self.url()).field("dialect", &self.dialect().name).finish()
    }
}
