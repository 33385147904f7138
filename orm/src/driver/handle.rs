//! [`Handle`]: one connection of one driver, within a transaction or not. The code that all drivers share.

use std::borrow::Cow;

use futures_util::TryStreamExt;
use orm_core::error::DatabaseError;
use orm_core::{Result, Value};
use sqlx::database::HasStatementCache;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Database, Either, Executor, IntoArguments, Transaction};

use super::error::statement_error;
use super::{Outcome, RowSink};

/// What differs between the databases.
pub(super) trait Driver: Database + HasStatementCache {
    /// Lists the tables that exist where new ones would be created.
    const TABLES: &'static str;
    /// Run before tables are dropped.
    const BEFORE_DROP: Option<&'static str> = None;

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
        let result = self.run_prepared(sql, params, row).await;
        if let Err(error) = &result
            && error.database().is_some_and(D::outdates_prepared)
        {
            // Whatever this fails with, the statement's own error says more.
            let _ = self.raw().clear_cached_statements().await;
        }
        result
    }

    async fn run_prepared(&mut self, sql: &str, params: Vec<Value>, row: RowSink<'_>) -> Result<Outcome> {
        let text = D::text(sql, &params).into_owned();
        let query = sqlx::query_with(AssertSqlSafe(text), D::arguments(params)?);
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
