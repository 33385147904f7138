//! [`Execution::stream`]: plain values, one at a time.

use std::sync::Arc;

use orm_core::error::DecodeError;
use orm_core::row::RowReader;
use orm_core::statement::Query;

use super::Execution;
use super::rows::{Rows, stream};
use crate::fetch::Slot;
use crate::stream::RowStream;

impl<'c, S: Query + 'c> Execution<'c, S> {
    /// The rows as they come from the database, without a list of them all.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// let mut conn = engine.acquire().await?;
    /// let mut titles = conn.execute(select((Post::id, Post::title)).order_by(Post::id)).stream();
    /// while let Some((id, title)) = titles.try_next().await? {
    ///     println!("{id} {title}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn stream(self) -> RowStream<'c, S::Row> {
        let (statement, slot) = (Arc::new(self.statement), Slot::default());
        let rows = Each { statement: statement.clone(), slot: slot.clone() };
        RowStream::new(slot, stream(self.link, statement, Box::new(rows)))
    }
}

/// Rows that are given away one by one.
struct Each<S: Query> {
    statement: Arc<S>,
    slot: Slot<S::Row>,
}

impl<S: Query> Rows for Each<S> {
    fn row(&mut self, row: &dyn RowReader) -> Result<(), DecodeError> {
        self.slot.put(self.statement.decode(row)?);
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        true
    }
}
