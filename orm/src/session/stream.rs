//! [`SessionExecution::stream`]: instances, one at a time, that the session does not keep.

use std::sync::Arc;

use orm_core::error::DecodeError;
use orm_core::row::RowReader;

use super::{SessionExecution, TrackedQuery, Tracker};
use crate::fetch::{Expect, Slot};
use crate::stream::RowStream;
use crate::unit_of_work::Rows;

impl<'s, S: TrackedQuery + 's> SessionExecution<'s, S> {
    /// The rows as they come from the database, without a list of them all.
    ///
    /// An instance that the session has already is that one; any other is yours alone, until you change it: so a million rows stream
    /// through a session in the memory of one. A changed one is flushed, and from then on the session keeps it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let mut posts = session.scalars(select(Post)).stream();
    /// while let Some(post) = posts.try_next().await? {
    ///     if post.views > 100 {
    ///         post.set(Post::title, post.title.to_uppercase());
    ///     }
    /// }
    /// drop(posts); // it lends the session
    /// session.commit().await?;
    /// # assert_eq!(session.query(Post).filter(Post::title.eq("ABOUT RUST")).count().await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// Loader options are refused, as no other statement can run on the connection meanwhile; and so are an `update` or `delete` with
    /// RETURNING, which the session's instances could not follow row by row.
    pub fn stream(self) -> RowStream<'s, S::Item> {
        let (slot, how) = (Slot::default(), self.how(Expect::Any));
        let statement = Arc::new(self.statement);
        let rows = Each { statement: statement.clone(), slot: slot.clone() };
        RowStream::new(slot, self.session.stream_rows(statement, Box::new(rows), how))
    }
}

/// Rows that are given away one by one.
struct Each<S: TrackedQuery> {
    statement: Arc<S>,
    slot: Slot<S::Item>,
}

impl<S: TrackedQuery> Rows for Each<S> {
    fn row(&mut self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<(), DecodeError> {
        self.slot.put(self.statement.track(row, tracker)?);
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        true
    }
}
