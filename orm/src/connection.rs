//! [`Connection`]: Core. The same statements as in a session, for plain values that nobody tracks.
//!
//! `execute` compiles a statement for the engine's dialect, into one or several (a batch is cut at the limits of the
//! database); [`Execution`] runs them in order and decodes the rows.

mod execution;
mod rows;
mod scalar;
mod stand_ins;
mod stream;

use orm_core::Result;
use orm_core::statement::{Effect, Query, Statement};

pub use execution::{ExecResult, Execution};
pub use scalar::ScalarQuery;

use crate::engine::{Engine, Link};
use crate::fetch::{BoxFuture, Fetch};

/// A connection to a database: [`Engine::acquire`] and [`Engine::begin`] give it.
///
/// A transaction begins with the first statement that writes, or may write ([`text`](crate::prelude::text)); reads before that
/// see what is committed. Dropped without [`commit`](Connection::commit), it is rolled back.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let engine = blog().await?;
/// let mut conn = engine.acquire().await?;
/// let users: Vec<User> = conn.execute(select(User).filter(User::is_active)).all().await?; // plain values
/// assert_eq!(users.len(), 2);
///
/// conn.execute(update(Post).filter(Post::user_id.eq(users[0].id)).set(Post::views, 0)).await?;
/// conn.commit().await?;
/// # Ok(()) }
/// ```
pub struct Connection {
    link: Link,
}

impl Engine {
    /// A Core connection: plain values, tracked by nobody. Its transaction begins with the first statement that writes.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// let mut conn = engine.acquire().await?;
    /// let names: Vec<String> = conn.execute(select(User::name).order_by(User::id)).all().await?;
    /// assert_eq!(names, ["Alice", "Bob", "Carol"]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::Connect`](crate::Error::Connect) when there is no connection to be had.
    pub fn acquire(&self) -> BoxFuture<'_, Result<Connection>> {
        Box::pin(Connection::acquire(self))
    }

    /// A Core connection in a transaction.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// let mut conn = engine.begin().await?;
    /// conn.execute(delete(Comment)).await?;
    /// conn.commit().await?; // without it, nothing happened
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::Connect`](crate::Error::Connect) when there is no connection to be had.
    pub fn begin(&self) -> BoxFuture<'_, Result<Connection>> {
        Box::pin(async move {
            let mut connection = Connection::acquire(self).await?;
            connection.begin().await?;
            Ok(connection)
        })
    }
}

impl Connection {
    pub(crate) async fn acquire(engine: &Engine) -> Result<Self> {
        let mut link = Link::new(engine);
        link.acquire().await?;
        Ok(Connection { link })
    }

    pub(crate) fn link_mut(&mut self) -> &mut Link {
        &mut self.link
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        self.link.engine()
    }

    /// A statement to be executed: `.await` it for the count of rows, or ask for rows with `all`, `first`, `one` and `one_or_none`.
    pub fn execute<'c, S: Statement + 'c>(&'c mut self, statement: S) -> Execution<'c, S> {
        Execution::new(&mut self.link, statement)
    }

    /// As [`execute`](Self::execute): what selects one thing gives a list of it, here too.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// let mut conn = engine.acquire().await?;
    /// let names: Vec<String> = conn.scalars(select(User::name).order_by(User::id)).all().await?;
    /// assert_eq!(names, ["Alice", "Bob", "Carol"]);
    /// # Ok(()) }
    /// ```
    pub fn scalars<'c, S: Query + 'c>(&'c mut self, statement: S) -> Execution<'c, S> {
        self.execute(statement)
    }

    /// The first column of the first row. No row reads as NULL.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// let mut conn = engine.acquire().await?;
    /// let n: i64 = conn.scalar(select(func::count(User::id))).await?;
    /// let none: Option<i64> = conn.scalar(select(User::id.optional()).filter(User::id.eq(99))).await?;
    /// assert_eq!((n, none), (3, None));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::NoResultFound`](crate::Error::NoResultFound) when there is no row and `T` cannot be NULL.
    pub fn scalar<'c, T: Send + 'c>(&'c mut self, statement: impl ScalarQuery<T> + 'c) -> Fetch<'c, T> {
        scalar::scalar(&mut self.link, statement)
    }

    /// Begins a transaction; nothing if one is open.
    ///
    /// # Errors
    /// When the database cannot.
    pub fn begin(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.link.begin())
    }

    /// As [`begin`](Self::begin), and as a transaction that will write: SQLite's `BEGIN IMMEDIATE`, which waits for others that write, and
    /// keeps them waiting until this one ends. Elsewhere it is `begin()`.
    ///
    /// # Errors
    /// When a transaction is open that has executed something, or another writes for too long (which [is
    /// retryable](crate::Error::is_retryable)).
    pub fn begin_immediate(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.link.begin_immediate())
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.link.in_transaction()
    }

    /// Commits what was written; nothing if nothing was.
    ///
    /// # Errors
    /// When the database refuses: then all is rolled back. [`Error::PendingRollback`](crate::Error::PendingRollback) after a statement of
    /// the transaction failed on PostgreSQL, which keeps nothing of it.
    pub fn commit(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.link.commit())
    }

    /// Rolls back what was written; nothing if nothing was.
    ///
    /// # Errors
    /// When the database cannot.
    pub fn rollback(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.link.rollback())
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("engine", self.engine())
            .field("in_transaction", &self.in_transaction())
            .finish()
    }
}

/// Runs a statement, in autocommit if it only reads and no transaction is open, and hands its rows to `row`.
async fn run(link: &mut Link, statement: &dyn Statement, row: crate::driver::RowSink<'_>) -> Result<u64> {
    let compiled = link.engine().compile(statement)?;
    let mut rows_affected = 0;
    for one in compiled {
        let table = statement.target();
        let outcome = match statement.effect() {
            Effect::Read => link.read(one, table, row).await?,
            Effect::Write => link.fetch(one, table, row).await?,
        };
        rows_affected += outcome.rows_affected;
    }
    Ok(rows_affected)
}
