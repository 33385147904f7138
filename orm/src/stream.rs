//! [`RowStream`]: the rows of a statement, one at a time.
//!
//! The statement is one future on the caller's task. It puts a row into a slot and stops there until it is polled again, which
//! happens when the row has been taken and the next one is wanted: nothing is buffered and nothing is spawned.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use orm_core::Result;

use crate::fetch::{BoxFuture, Slot};

/// The rows of a statement as they come: [`SessionExecution::stream`](crate::session::SessionExecution::stream) and
/// [`Execution::stream`](crate::Execution::stream) give it.
///
/// [`next`](Self::next) and [`try_next`](Self::try_next) need nothing else; it is also a `futures::Stream`. The statement is executed when the
/// first row is asked for. After an error, as after the last row, there is nothing more.
///
/// Dropped before the last row, the transaction goes on: what is left of the rows is skipped by the next statement. (Dropped while it
/// waits for the database, it takes the transaction with it, as any statement does; the next statement then says so.)
#[must_use = "a stream does nothing until its rows are asked for"]
pub struct RowStream<'c, T> {
    /// The statement; nothing once it has ended.
    statement: Option<BoxFuture<'c, Result<()>>>,
    slot: Slot<T>,
}

impl<'c, T> RowStream<'c, T> {
    /// A stream of what a statement leaves in a slot. It stops before it has another one.
    pub(crate) fn new(slot: Slot<T>, statement: BoxFuture<'c, Result<()>>) -> Self {
        RowStream { statement: Some(statement), slot }
    }

    /// The next row; `None` after the last.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let mut users = session.scalars(select(User)).stream();
    /// while let Some(user) = users.next().await {
    ///     println!("{}", user?.name);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// As [`next`](Self::next), for `?`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let mut users = session.scalars(select(User)).stream();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{}", user.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the statement fails, or a row cannot be decoded.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let Some(statement) = &mut self.statement else { return Poll::Ready(None) };
        match statement.as_mut().poll(context) {
            Poll::Pending => self.slot.take().map_or(Poll::Pending, |row| Poll::Ready(Some(Ok(row)))),
            Poll::Ready(ended) => {
                self.statement = None;
                Poll::Ready(ended.err().map(Err))
            }
        }
    }
}

impl<T> Stream for RowStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for RowStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("ended", &self.statement.is_none()).finish()
    }
}
