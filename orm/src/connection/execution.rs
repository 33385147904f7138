//! [`Execution`]: a statement about to be executed, and the ways to take its result.

use std::future::IntoFuture;

use orm_core::row::RowReader;
use orm_core::statement::{Query, Statement};
use orm_core::{Error, Result};

use super::run;
use crate::engine::Link;
use crate::loading::BoxFuture;

/// A statement about to be executed: [`Connection::execute`](super::Connection::execute) makes it.
///
/// Awaited, it gives an [`ExecResult`]; a statement that returns rows has [`all`](Execution::all),
/// [`first`](Execution::first), [`one`](Execution::one) and [`one_or_none`](Execution::one_or_none).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let engine = blog().await?;
/// let mut conn = engine.acquire().await?;
/// let all: Vec<(i64, String)> = conn.execute(select((User::id, User::name))).all().await?;
/// let first: Option<User> = conn.execute(select(User).order_by(User::id)).first().await?;
/// let one: User = conn.execute(select(User).filter(User::name.eq("Bob"))).one().await?;
/// let count = conn.execute(delete(Comment)).await?.rows_affected();
/// # assert_eq!((all.len(), first.unwrap().id, one.id, count), (3, 1, 2, 1));
/// # Ok(()) }
/// ```
#[must_use = "nothing is executed until `.await`, `.all()` or the like"]
pub struct Execution<'c, S> {
    pub(super) link: &'c mut Link,
    pub(super) statement: S,
    /// Executes and counts. Taken along so that what is no statement can be awaited all the same: one error, not two.
    count: fn(Self) -> BoxFuture<'c, Result<ExecResult>>,
}

/// What a statement did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecResult {
    rows_affected: u64,
}

impl ExecResult {
    pub(crate) fn new(rows_affected: u64) -> Self {
        ExecResult { rows_affected }
    }

    /// Rows inserted, updated (those that matched, changed or not) or deleted.
    pub fn rows_affected(&self) -> u64 {
        self.rows_affected
    }
}

impl<'c, S: Statement + 'c> Execution<'c, S> {
    pub(super) fn new(link: &'c mut Link, statement: S) -> Self {
        Execution { link, statement, count: |execution| Box::pin(execution.count()) }
    }

    async fn count(self) -> Result<ExecResult> {
        let rows_affected = run(self.link, &self.statement, &mut |_: &dyn RowReader| Ok(())).await?;
        Ok(ExecResult::new(rows_affected))
    }
}

impl<'c, S> IntoFuture for Execution<'c, S> {
    type Output = Result<ExecResult>;
    type IntoFuture = BoxFuture<'c, Result<ExecResult>>;

    fn into_future(self) -> Self::IntoFuture {
        (self.count)(self)
    }
}

impl<S: Query> Execution<'_, S> {
    /// All rows.
    ///
    /// # Errors
    /// When the database refuses the statement, or a row cannot be decoded.
    pub async fn all(self) -> Result<Vec<S::Row>> {
        let Execution { link, statement, .. } = self;
        let mut rows = Vec::new();
        run(link, &statement, &mut |row: &dyn RowReader| {
            rows.push(statement.decode(row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// The first row, if there is any.
    ///
    /// # Errors
    /// When the database refuses the statement, or a row cannot be decoded.
    pub async fn first(self) -> Result<Option<S::Row>> {
        Ok(self.at_most(1).await?.0)
    }

    /// The one row that there is.
    ///
    /// # Errors
    /// [`Error::NoResultFound`] when there is none, [`Error::MultipleResultsFound`] when there are several.
    pub async fn one(self) -> Result<S::Row> {
        self.one_or_none().await?.ok_or(Error::NoResultFound)
    }

    /// The one row that there is, if there is one.
    ///
    /// # Errors
    /// [`Error::MultipleResultsFound`] when there are several.
    pub async fn one_or_none(self) -> Result<Option<S::Row>> {
        match self.at_most(2).await? {
            (_, 2..) => Err(Error::MultipleResultsFound),
            (row, _) => Ok(row),
        }
    }

    /// The first row and how many there are. Statements that cannot be limited return more than asked for.
    async fn at_most(self, limit: u64) -> Result<(Option<S::Row>, u64)> {
        let Execution { link, mut statement, .. } = self;
        statement.limit_rows(limit);
        let mut first = None;
        let mut count = 0;
        run(link, &statement, &mut |row: &dyn RowReader| {
            count += 1;
            if first.is_none() {
                first = Some(statement.decode(row)?);
            }
            Ok(())
        })
        .await?;
        Ok((first, count))
    }
}
