//! [`EngineBuilder`]: options of an engine, then [`connect`](EngineBuilder::connect).

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use orm_core::Result;
use orm_core::dialect::Capabilities;

use super::Engine;
use crate::config::{DatabaseUrl, EngineOptions, StatementEvent};
use crate::driver::Pool;
use crate::fetch::BoxFuture;

/// Begins an engine for the database at `url`; nothing happens until [`connect`](EngineBuilder::connect).
///
/// ```no_run
/// # async fn run() -> orm::Result<()> {
/// let engine = orm::create_engine("sqlite:///app.db").echo(true).connect().await?;
/// # Ok(()) }
/// ```
///
/// | URL | database |
/// |---|---|
/// | `sqlite:///app.db`, `sqlite:////var/app.db` | a file, relative or absolute, made if missing |
/// | `sqlite::memory:`, `sqlite://` | in memory, shared by all connections of the engine, gone with it |
/// | `postgresql://user:password@host/database` | PostgreSQL |
/// | `mysql://user:password@host/database`, `mariadb://…` | MySQL or MariaDB |
pub fn create_engine(url: impl AsRef<str>) -> EngineBuilder {
    let (adjust, schemas) = (Vec::new(), Vec::new());
    EngineBuilder { url: DatabaseUrl::parse(url.as_ref()), options: EngineOptions::default(), adjust, schemas }
}

/// Options of an engine to be: [`create_engine`] makes it.
///
/// ```
/// # use orm::prelude::*;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// let engine = create_engine("sqlite::memory:")
///     .pool_size(2)
///     .max_overflow(0)
///     .pool_timeout(std::time::Duration::from_secs(5))
///     .echo(true)
///     .connect()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "nothing happens until `.connect().await`"]
pub struct EngineBuilder {
    url: Result<DatabaseUrl>,
    options: EngineOptions,
    adjust: Vec<Adjust>,
    schemas: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

type Adjust = Box<dyn FnOnce(&mut Capabilities) + Send>;

impl EngineBuilder {
    /// Logs every statement with its values and its time, through `tracing` at level INFO with the target `orm::sql`; to standard error
    /// where the program has no subscriber of `tracing`.
    pub fn echo(mut self, on: bool) -> Self {
        self.options.echo = on;
        self
    }

    /// Keeps bound values out of the log and of [`StatementEvent`]s.
    pub fn hide_parameters(mut self, on: bool) -> Self {
        self.options.hide_parameters = on;
        self
    }

    /// How many connections the pool holds (5). With [`max_overflow`](Self::max_overflow) it is the most there are at a time.
    pub fn pool_size(mut self, connections: u32) -> Self {
        self.options.pool_size = connections;
        self
    }

    /// How many connections beyond [`pool_size`](Self::pool_size) there may be (10).
    pub fn max_overflow(mut self, connections: u32) -> Self {
        self.options.max_overflow = connections;
        self
    }

    /// How long to wait for a connection (30 seconds).
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.options.pool_timeout = timeout;
        self
    }

    /// Replaces connections older than this.
    pub fn pool_recycle(mut self, age: Duration) -> Self {
        self.options.pool_recycle = Some(age);
        self
    }

    /// Tests a connection each time before it is used.
    pub fn pool_pre_ping(mut self, on: bool) -> Self {
        self.options.pool_pre_ping = on;
        self
    }

    /// How many compiled statements the engine keeps (500). A statement that differs from one of them in its values alone is not
    /// compiled again. 0 compiles each anew.
    pub fn statement_cache_size(mut self, statements: usize) -> Self {
        self.options.statement_cache = statements;
        self
    }

    /// Begins every transaction as one that will write (SQLite's `BEGIN IMMEDIATE`). SQLite has one writer at a time, and refuses at once a
    /// transaction that reads, and wants to write after another has written: begun so, it waits for its turn instead, and nobody writes
    /// between its reads and its writes. Reads wait too, then; where only some transactions write,
    /// [`Session::begin_immediate`](crate::Session::begin_immediate) is better. Other databases lock rows, and ignore this.
    ///
    /// ```
    /// # use orm::prelude::*;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// let engine = create_engine("sqlite::memory:").begin_immediate(true).connect().await?;
    /// # Ok(()) }
    /// ```
    pub fn begin_immediate(mut self, on: bool) -> Self {
        self.options.begin_immediate = on;
        self
    }

    /// Adjusts what the database is said to be capable of, once it is known which it is.
    ///
    /// ```
    /// # use orm::prelude::*;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// // MariaDB as if it were MySQL, which cannot return rows from an INSERT.
    /// let engine = create_engine("sqlite::memory:").capabilities(|can| can.insert_returning = false).connect().await?;
    /// assert!(!engine.dialect().capabilities.insert_returning);
    /// # Ok(()) }
    /// ```
    pub fn capabilities(mut self, adjust: impl FnOnce(&mut Capabilities) + Send + 'static) -> Self {
        self.adjust.push(Box::new(adjust));
        self
    }

    /// Uses other schemas than those that the tables name: pairs of a schema and what takes its place. The empty name is the
    /// connection's own schema. One program can so serve tenants that have a schema each, with an engine per tenant.
    ///
    /// ```
    /// # use orm::prelude::*;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// let engine = create_engine("sqlite::memory:").schema_translate_map([("tenant", "acme")]).connect().await?;
    /// assert_eq!(engine.dialect().schema_name(Some("tenant")), Some("acme"));
    /// # Ok(()) }
    /// ```
    pub fn schema_translate_map<S: Into<Cow<'static, str>>>(
        mut self,
        schemas: impl IntoIterator<Item = (S, S)>,
    ) -> Self {
        self.schemas.extend(schemas.into_iter().map(|(from, to)| (from.into(), to.into())));
        self
    }

    /// Calls `listener` after every statement, in the task that executes it.
    ///
    /// ```
    /// # use orm::prelude::*;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// let engine = create_engine("sqlite::memory:")
    ///     .on_statement(|event| {
    ///         if event.elapsed.as_millis() > 100 {
    ///             eprintln!("slow: {} ({:?})", event.sql, event.elapsed);
    ///         }
    ///     })
    ///     .connect()
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn on_statement(mut self, listener: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static) -> Self {
        self.options.listeners.push(Arc::new(listener));
        self
    }

    /// Connects, which also finds out which database it is.
    ///
    /// # Errors
    /// [`Error::Url`](crate::Error::Url) when the URL is wrong, [`Error::Connect`](crate::Error::Connect) when the
    /// database does not answer or refuses the login.
    pub fn connect(self) -> BoxFuture<'static, Result<Engine>> {
        Box::pin(async move {
            let url = self.url?;
            let (pool, mut dialect) = Pool::connect(&url, &self.options).await?;
            for adjust in self.adjust {
                adjust(&mut dialect.capabilities);
            }
            dialect.schema_translate_map.extend(self.schemas);
            Ok(Engine::new(url, self.options, pool, dialect))
        })
    }
}
