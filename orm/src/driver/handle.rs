//! [`Handle`]: one connection of one driver, within a transaction or not. The code that all drivers share.

use std::borrow::Cow;

use futures_util::TryStreamExt;
use orm_core::error::DatabaseError;
use orm_core::row::RowReader;
use orm_core::{Result, Value};
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Database, Either, Executor, IntoArguments, Transaction};

use super::error::statement_error;
use super::{Outcome, RowSink};

/// What differs between the databases.
pub(super) trait Driver: Database {
    /// Lists the tables that exist where new ones would be created.
    const TABLES: &'static str;
    /// Run before tables are dropped.
    const BEFORE_DROP: Option<&'static str> = None;

    /// Binds values.
    fn arguments(params: Vec<Value>) -> Result<Self::Arguments>;

    /// The text to prepare for a statement with these arguments.
    fn text<'a>(sql: &'a str, _arguments: &Self::Arguments) -> Cow<'a, str> {
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
}

/// A connection out of the pool. Dropped, it goes back; an open transaction is rolled back first.
pub(super) enum Handle<D: Driver> {
    Plain(PoolConnection<D>),
    Transaction(Transaction<'static, D>),
}

impl<D: Driver> Handle<D>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    D::Arguments: IntoArguments<D>,
{
    fn raw(&mut self) -> &mut D::Connection {
        match self {
            Handle::Plain(connection) => connection,
            Handle::Transaction(transaction) => transaction,
        }
    }

    pub fn in_transaction(&self) -> bool {
        matches!(self, Handle::Transaction(_))
    }

    pub async fn fetch(&mut self, sql: &str, params: Vec<Value>, row: RowSink<'_>) -> Result<Outcome> {
        let arguments = D::arguments(params)?;
        let text = D::text(sql, &arguments).into_owned();
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        let mut outcome = Outcome::default();
        let mut steps = self.raw().fetch_many(query);
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
                }
            }
        }
        Ok(outcome)
    }

    /// Runs SQL without parameters as it is, unprepared.
    pub async fn run(&mut self, sql: &str) -> Result<()> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        self.raw().execute(query).await.map(drop).map_err(statement_error::<D>)
    }

    pub async fn begin(self) -> Result<Self> {
        match self {
            Handle::Plain(connection) => {
                Transaction::begin(connection, None).await.map(Handle::Transaction).map_err(statement_error::<D>)
            }
            open => Ok(open),
        }
    }

    pub async fn commit(self) -> Result<()> {
        match self {
            Handle::Plain(_) => Ok(()),
            Handle::Transaction(transaction) => transaction.commit().await.map_err(statement_error::<D>),
        }
    }

    pub async fn rollback(self) -> Result<()> {
        match self {
            Handle::Plain(_) => Ok(()),
            Handle::Transaction(transaction) => transaction.rollback().await.map_err(statement_error::<D>),
        }
    }
}

/// Ignores rows.
pub(super) fn ignore(_row: &dyn RowReader) -> Result<()> {
    Ok(())
}
