//! [`Handle`]: one connection of one driver, within a transaction or not. The code that all drivers share.

use std::borrow::Cow;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::TryStreamExt;
use orm_core::compile::Compiled;
use orm_core::error::DatabaseError;
use orm_core::{Error, Result, Value};
use sqlx::database::HasStatementCache;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Database, Either, Executor, IntoArguments, SqlSafeStr, Statement};
use tokio::runtime;

use super::error::{invalid, statement_error};
use super::queue::{Turn, WriteQueue};
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
    /// Makes the connection look whether the tables have changed, where it prepares statements for those that it remembers, and sqlx keeps
    /// the names of columns from then: `SELECT *` would give the rows of today under the names of yesterday.
    const LOOKS_AT_TABLES: Option<&'static str> = None;
    /// Whether a statement ends without an error when who works on it dies.
    const ENDS_SILENTLY: bool = false;
    /// What a NUL in the text of a statement is refused as, where it would end the text, or the connection.
    const REFUSES_NUL: Option<&'static str> = None;
    /// How a transaction begins that is the one that writes from its beginning, where there can be one at a time.
    const BEGIN_IMMEDIATE: Option<&'static str> = None;
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

    /// Whether a statement is one for which writers stand in line, where they do.
    fn writes(_sql: &str) -> bool {
        false
    }

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
    /// Whether the connection broke: nobody is to get it again.
    broken: bool,
    /// Whether the transaction has executed anything.
    touched: bool,
    /// Whether the transaction has looked at the tables.
    looked: bool,
    /// The line of those who write.
    queue: Option<Arc<WriteQueue>>,
    /// The right to write, until the transaction has ended.
    turn: Option<Turn>,
    /// Whether statements are kept prepared. A pooler between the server and us may give each transaction another session of the server, where
    /// names mean other statements.
    keeps_prepared: bool,
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

/// Where a statement ended.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum End {
    /// Before anything came.
    #[default]
    Silent,
    /// After a row.
    AfterRow,
    /// After the word that it is done.
    Done,
}

impl End {
    fn note<Done, Row>(&mut self, step: &Either<Done, Row>) {
        *self = if step.is_left() { End::Done } else { End::AfterRow };
    }
}

/// How long a worker that has nothing to do may take to say that it lives.
const ANSWERS: Duration = Duration::from_secs(1);

impl<D: Driver> Handle<D> {
    pub fn new(connection: PoolConnection<D>, queue: Option<Arc<WriteQueue>>, keeps_prepared: bool) -> Self {
        let (in_transaction, progress) = (false, Progress::Done);
        Handle {
            connection,
            in_transaction,
            progress,
            broken: false,
            touched: false,
            looked: false,
            queue,
            turn: None,
            keeps_prepared,
        }
    }

    /// Whether the open transaction could as well begin anew, as the one that writes.
    pub fn can_begin_immediate(&self) -> bool {
        D::BEGIN_IMMEDIATE.is_some() && self.in_transaction && !self.touched && self.turn.is_none()
    }

    /// Before a statement: waits in line, if it is one that writes. Who has read already must not wait, as it keeps others from committing
    /// (in memory) and has seen what they are about to change: SQLite says whether it may go on.
    async fn wait_for_turn(&mut self, sql: &str) -> Result<()> {
        if let Some(queue) = &self.queue
            && self.in_transaction
            && self.turn.is_none()
            && D::writes(sql)
        {
            self.turn = if self.touched { queue.take() } else { Some(queue.wait().await?) };
        }
        Ok(())
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
        if self.broken || self.progress != Progress::Done && !D::SURVIVES_CANCELLATION {
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

    pub async fn fetch(&mut self, statement: Compiled, row: RowSink<'_>, pace: Pace) -> Result<Outcome> {
        if selects_all::<D>(statement.raw, &statement.sql) {
            self.look_at_tables(&statement.sql).await?;
        }
        self.wait_for_turn(&statement.sql).await.map_err(|error| self.explain(error))?;
        self.touched = true;
        self.progress = Progress::Midway;
        let result = self.run_prepared(statement, row, pace).await;
        if let Err(error) = &result
            && error.database().is_some_and(D::outdates_prepared)
        {
            // Whatever this fails with, the statement's own error says more.
            let _ = self.connection.clear_cached_statements().await;
        }
        self.ended(result)
    }

    /// Makes sure that the tables are known as they are: once in a transaction, which sees them as they were then.
    async fn look_at_tables(&mut self, sql: &str) -> Result<()> {
        let Some(look) = D::LOOKS_AT_TABLES.filter(|_| !self.looked) else { return Ok(()) };
        if self.in_transaction && D::writes(sql) {
            // A transaction that has read could not wait for others to write.
            self.begin(true).await?;
        }
        self.run(look).await?;
        self.looked = self.in_transaction;
        Ok(())
    }

    /// An await came to its end.
    fn ended<T>(&mut self, result: Result<T>) -> Result<T> {
        self.progress = Progress::Done;
        self.broken |= result.as_ref().is_err_and(Error::is_connection_lost);
        result.map_err(|error| self.explain(error))
    }

    fn explain(&self, error: Error) -> Error {
        match &self.queue {
            Some(queue) => queue.explain(error),
            None => error,
        }
    }

    async fn run_prepared(&mut self, statement: Compiled, row: RowSink<'_>, pace: Pace) -> Result<Outcome> {
        let Compiled { sql, params, raw, .. } = statement;
        check_nul::<D>(&sql)?;
        let text = D::text(&sql, &params).into_owned();
        if D::COUNTS_PLACEHOLDERS {
            let prepared = self.connection.prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
            let prepared = prepared.map_err(statement_error::<D>)?;
            if let Some(Either::Right(placeholders)) = prepared.parameters()
                && placeholders != params.len()
            {
                return Err(invalid(&format!("{} values for {placeholders} placeholders", params.len())));
            }
        }
        let query = sqlx::query_with(AssertSqlSafe(text), D::arguments(params)?)
            .persistent(self.keeps_prepared && !selects_all::<D>(raw, &sql));
        let mut outcome = Outcome::default();
        let mut end = End::default();
        let mut steps = self.connection.fetch_many(query);
        while let Some(step) = steps.try_next().await.map_err(statement_error::<D>)? {
            end.note(&step);
            match step {
                Either::Left(done) => {
                    let done = D::outcome(&sql, &done);
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
        drop(steps);
        self.check(end, &sql).await?;
        Ok(outcome)
    }

    /// Makes sure that a statement that ended came to its end.
    async fn check(&mut self, end: End, sql: &str) -> Result<()> {
        if !D::ENDS_SILENTLY || end == End::Done && !sql.trim_end().trim_end_matches(';').contains(';') {
            return Ok(());
        }
        // A statement without a word, or the last of several: only the worker knows.
        let alive = end != End::AfterRow
            && tokio::time::timeout(ANSWERS, self.connection.ping()).await.is_ok_and(|answer| answer.is_ok());
        if alive { Ok(()) } else { Err(statement_error::<D>(sqlx::Error::WorkerCrashed)) }
    }

    /// Runs SQL without parameters as it is, unprepared.
    pub async fn run(&mut self, sql: &str) -> Result<()> {
        self.wait_for_turn(sql).await.map_err(|error| self.explain(error))?;
        self.touched = true;
        self.progress = Progress::Midway;
        let result = self.run_raw(sql).await;
        self.ended(result)
    }

    async fn run_raw(&mut self, sql: &str) -> Result<()> {
        check_nul::<D>(sql)?;
        let mut end = End::default();
        let mut steps = self.connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())));
        while let Some(step) = steps.try_next().await.map_err(statement_error::<D>)? {
            end.note(&step);
        }
        drop(steps);
        self.check(end, sql).await
    }

    pub async fn begin(&mut self, immediate: bool) -> Result<()> {
        if self.in_transaction && !(immediate && self.can_begin_immediate()) {
            return Ok(());
        }
        self.rollback().await?;
        let mut sql = "BEGIN";
        if immediate && let (Some(begin), Some(queue)) = (D::BEGIN_IMMEDIATE, &self.queue) {
            self.turn = Some(queue.wait().await.map_err(|error| self.explain(error))?);
            sql = begin;
        }
        // Before it is: dropped midway, it may have begun.
        self.in_transaction = true;
        let result = self.run(sql).await;
        self.in_transaction = result.is_ok();
        (self.touched, self.looked) = (false, false);
        if result.is_err() {
            self.turn = None;
        }
        result
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
            self.turn = None;
        }
        Ok(())
    }
}

fn check_nul<D: Driver>(sql: &str) -> Result<()> {
    match D::REFUSES_NUL {
        Some(dialect) if sql.contains('\0') => {
            Err(Error::Unsupported { feature: "a NUL character in the text of a statement".to_owned(), dialect })
        }
        _ => Ok(()),
    }
}

/// Whether the columns of a statement may be those of its tables, and it is not to be kept.
fn selects_all<D: Driver>(raw: bool, sql: &str) -> bool {
    raw && D::LOOKS_AT_TABLES.is_some() && sql.contains('*')
}

/// Waits for the next poll, and wakes nobody for it: who polls knows when it wants more.
async fn next_poll() {
    let mut polled = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}
