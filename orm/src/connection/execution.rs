//! [`Execution`]: a statement about to be executed, and the ways to take its result.

use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::Result;
use orm_core::error::DecodeError;
use orm_core::row::RowReader;
use orm_core::statement::{Query, Statement};

use super::rows::{Rows, fetch};
use super::run;
use crate::engine::Link;
use crate::fetch::{BoxFuture, Expect, Fetch, FetchOne, Slot};

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
        Execution { link, statement, count: |execution| count(execution.link, Box::new(execution.statement)) }
    }
}

fn count<'c>(link: &'c mut Link, statement: Box<dyn Statement + 'c>) -> BoxFuture<'c, Result<ExecResult>> {
    Box::pin(async move {
        let rows_affected = run(link, &*statement, &mut |_: &dyn RowReader| Ok(())).await?;
        Ok(ExecResult::new(rows_affected))
    })
}

impl<'c, S> IntoFuture for Execution<'c, S> {
    type Output = Result<ExecResult>;
    type IntoFuture = BoxFuture<'c, Result<ExecResult>>;

    fn into_future(self) -> Self::IntoFuture {
        (self.count)(self)
    }
}

impl<'c, S: Query + 'c> Execution<'c, S> {
    /// All rows.
    ///
    /// # Errors
    /// When the database refuses the statement, or a row cannot be decoded.
    pub fn all(self) -> Fetch<'c, Vec<S::Row>> {
        all(self.link, Arc::new(self.statement))
    }

    /// The first row, if there is any.
    ///
    /// # Errors
    /// When the database refuses the statement, or a row cannot be decoded.
    pub fn first(self) -> Fetch<'c, Option<S::Row>> {
        self.at_most(1, Expect::Any)
    }

    /// The one row that there is.
    ///
    /// # Errors
    /// [`Error::NoResultFound`](crate::Error::NoResultFound) when there is none, [`Error::MultipleResultsFound`](crate::Error::MultipleResultsFound) when there are several.
    pub fn one(self) -> FetchOne<'c, S::Row> {
        FetchOne(self.at_most(2, Expect::One))
    }

    /// The one row that there is, if there is one.
    ///
    /// # Errors
    /// [`Error::MultipleResultsFound`](crate::Error::MultipleResultsFound) when there are several.
    pub fn one_or_none(self) -> Fetch<'c, Option<S::Row>> {
        self.at_most(2, Expect::AtMostOne)
    }

    /// The first row. Statements that cannot be limited return more than asked for.
    fn at_most(mut self, limit: u64, expect: Expect) -> Fetch<'c, Option<S::Row>> {
        self.statement.limit_rows(limit);
        first(self.link, Arc::new(self.statement), expect)
    }
}

// From here on nothing depends on the statement's type but on that of its rows: most programs have many statements and few of these.

fn all<'c, R: Send + 'c>(link: &'c mut Link, statement: Arc<dyn Query<Row = R> + 'c>) -> Fetch<'c, Vec<R>> {
    let found = Slot::default();
    let rows = All { statement: statement.clone(), rows: Vec::new(), found: found.clone() };
    Fetch::new(found, fetch(link, statement, Box::new(rows), Expect::Any))
}

fn first<'c, R: Send + 'c>(
    link: &'c mut Link,
    statement: Arc<dyn Query<Row = R> + 'c>,
    expect: Expect,
) -> Fetch<'c, Option<R>> {
    let found = Slot::default();
    let rows = First { statement: statement.clone(), row: None, found: found.clone() };
    Fetch::new(found, fetch(link, statement, Box::new(rows), expect))
}

struct All<'c, R> {
    statement: Arc<dyn Query<Row = R> + 'c>,
    rows: Vec<R>,
    found: Slot<Vec<R>>,
}

impl<R: Send> Rows for All<'_, R> {
    fn row(&mut self, row: &dyn RowReader) -> Result<(), DecodeError> {
        self.rows.push(self.statement.decode(row)?);
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        self.found.put(self.rows);
        true
    }
}

struct First<'c, R> {
    statement: Arc<dyn Query<Row = R> + 'c>,
    row: Option<R>,
    found: Slot<Option<R>>,
}

impl<R: Send> Rows for First<'_, R> {
    fn row(&mut self, row: &dyn RowReader) -> Result<(), DecodeError> {
        if self.row.is_none() {
            self.row = Some(self.statement.decode(row)?);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        self.found.put(self.row);
        true
    }
}
