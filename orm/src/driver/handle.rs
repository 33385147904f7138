//! [`Handle`]: one connection of one driver, within a transaction or not. The code that all drivers share.

use std::borrow::Cow;
use std::task::Poll;

use futures_util::TryStreamExt;
use orm_core::error::DatabaseError;
use orm_core::{Result, Value};
use sqlx::database::HasStatementCache;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Database, Either, Executor, IntoArguments, SqlSafeStr, Statement};
use tokio::runtime;

use super::error::{invalid, statement_error};
use super::{Outcome, Pace, RowSink};

/// What differs between the databases.
pub(super) trait Driver: Database + HasStatementCache {
    /// Lists the tables that exist where new ones would be created.
    const TABLES: &'static str;
    /// The same of a schema, which is bound, or whose quoted name takes the place of `{schema}`.
    const TABLES_IN: &'static str;
    /// Whether a connection can still be used after an await on it was dropped midway. Elsewhere an answer that nobody
    /// has read is taken for that of the next statement.
    const SURVIVES_CANCELLATION: bool;
    /// Whether a statement with more or fewer values than placeholders must not get as far as sqlx, which would wait for its
    /// answer forever when the connection is used again.
    const COUNTS_PLACEHOLDERS: bool = false;
    /// Run before tables are dropped.
    const BEFORE_DROP: Option<&'static str> = None;
    /// Whether an error leaves a transaction open of which nothing can be committed any more, and a COMMIT does not say so.
    const ERRORS_ABORT: bool = false;

    /// Binds values.
    fn arguments(params: Vec<Value>) -> Result<Self::Arguments>;

    /// The text to prepare for a statement with these values.
    fn text<'a>(sql: &'a str, _params: &[Value]) -> Cow<'a, str> {
        Cow::Borrowed(sql)
    }

    /// What a finished statement did.
    fn outcome(sql: &str, done: &Self::QueryResult) -> Outcome;

    /// Lends a row to `read`.
    fn row(row: &Self::Row, read: RowSink<'_>) -> Result<()>;

    /// Says what kind of refusal an error is.
    fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError;

    /// Whether the database has rolled back the whole transaction along with this error, and would run what follows outside of one.
    fn ends_transaction(error: &DatabaseError) -> bool;

    /// Whether the error means that prepared statements no longer fit the tables.
    fn outdates_prepared(_error: &DatabaseError) -> bool {
        false
    }
}

/// A connection out of the pool, to be given back by [`release`](Handle::release).
///
/// Transactions are begun and ended by plain SQL: sqlx's own would give a connection back to the pool with half of an
/// answer unread, where a transaction that nobody can end any more keeps its locks.
pub(super) struct Handle<D: Driver> {
    connection: PoolConnection<D>,
    in_transaction: bool,
    progress: Progress,
}

/// How far the last await on a connection has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// To its end.
    Done,
    /// To a row, and nobody has asked for the next one. Another statement skips what is left.
    AtRow,
    /// Not to its end.
    Midway,
}

impl<D: Driver> Handle<D> {
    pub fn new(connection: PoolConnection<D>) -> Self {
        Handle { connection, in_transaction: false, progress: Progress::Done }
    }

    pub fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    pub fn is_between_awaits(&self) -> bool {
        self.progress != Progress::Midway
    }
}

impl<D: Driver> Handle<D>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    D::Arguments: IntoArguments<D>,
{
    /// Gives the connection back to the pool; an open transaction is rolled back first.
    pub fn release(mut self, runtime: &runtime::Handle) {
        if self.progress != Progress::Done && !D::SURVIVES_CANCELLATION {
            // The server rolls back what it has lost touch with.
            self.connection.close_on_drop();
        } else if self.in_transaction {
            runtime.spawn(async move {
                if self.run("ROLLBACK").await.is_err() {
                    self.connection.close_on_drop();
                }
            });
        }
    }

    pub async fn fetch(&mut self, sql: &str, params: Vec<Value>, row: RowSink<'_>, pace: Pace) -> Result<Outcome> {
        self.progress = Progress::Midway;
        let result = self.run_prepared(sql, params, row, pace).await;
        if let Err(error) = &result
            && error.database().is_some_and(D::outdates_prepared)
        {
            // Whatever this fails with, the statement's own error says more.
            let _ = self.connection.clear_cached_statements().await;
        }
        self.progress = Progress::Done;
        result
    }

    async fn run_prepared(&mut self, sql: &str, params: Vec<Value>, row: RowSink<'_>, pace: Pace) -> Result<Outcome> {
        let text = D::text(sql, &params).into_owned();
        if D::COUNTS_PLACEHOLDERS {
            let prepared = self.connection.prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
            let prepared = prepared.map_err(statement_error::<D>)?;
            if let Some(Either::Right(placeholders)) = prepared.parameters()
                && placeholders != params.len()
            {
                return Err(invalid(&format!("{} values for {placeholders} placeholders", params.len())));
            }
        }
        let query = sqlx::query_with(AssertSqlSafe(text), D::arguments(params)?);
        let mut outcome = Outcome::default();
        let mut steps = self.connection.fetch_many(query);
        while let Some(step) = steps.try_next().await.map_err(statement_error::<D>)? {
            match step {
                Either::Left(done) => {
                    let done = D::outcome(sql, &done);
                    outcome.rows_affected += done.rows_affected;
                    outcome.last_insert_id = done.last_insert_id.or(outcome.last_insert_id);
                }
                Either::Right(next) => {
                    outcome.rows_returned += 1;
                    D::row(&next, row)?;
                    if pace == Pace::RowByRow {
                        self.progress = Progress::AtRow;
                        next_poll().await;
                        self.progress = Progress::Midway;
                    }
                }
            }
        }
        Ok(outcome)
    }

    /// Runs SQL without parameters as it is, unprepared.
    pub async fn run(&mut self, sql: &str) -> Result<()> {
        self.progress = Progress::Midway;
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let result = self.connection.execute(query).await;
        self.progress = Progress::Done;
        result.map(drop).map_err(statement_error::<D>)
    }

    pub async fn begin(&mut self) -> Result<()> {
        if !self.in_transaction {
            // Before it is: dropped midway, it may have begun.
            self.in_transaction = true;
            let result = self.run("BEGIN").await;
            self.in_transaction = result.is_ok();
            result?;
        }
        Ok(())
    }

    pub async fn commit(&mut self) -> Result<()> {
        self.end("COMMIT").await
    }

    pub async fn rollback(&mut self) -> Result<()> {
        self.end("ROLLBACK").await
    }

    async fn end(&mut self, sql: &str) -> Result<()> {
        if self.in_transaction {
            self.run(sql).await?;
            self.in_transaction = false;
        }
        Ok(())
    }
}

/// Waits for the next poll, and wakes nobody for it: who polls knows when it wants more.
async fn next_poll() {
    let mut polled = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}
