//! [`SessionExecution::stream`]: instances, one at a time, that the session does not keep.

use orm_core::row::RowReader;
use orm_core::statement::{Effect, Written};
use orm_core::{Error, Result};

use super::{Session, SessionExecution, TrackedQuery, Tracker, binds};
use crate::events::Moment;
use crate::stream::{RowStream, Slot};

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
        RowStream::new(|slot| async move {
            let SessionExecution { session, statement, autoflush, .. } = self;
            if !statement.options().is_empty() {
                let message = "a stream cannot load relationships along: take the options off, or use `all()` on parts of the rows";
                return Err(Error::InvalidState(message.to_owned()));
            }
            session.before_query(autoflush).await?;
            session.stream_rows(&statement, &slot).await
        })
    }
}

impl Session {
    async fn stream_rows<S: TrackedQuery>(&mut self, statement: &S, slot: &Slot<S::Item>) -> Result<()> {
        self.before_execute(statement)?;
        if matches!(statement.written(), Written::Updated(_) | Written::Deleted(_)) {
            let message =
                "a stream is for queries: instances could not follow what this statement changes; use `all()`";
            return Err(Error::InvalidState(message.to_owned()));
        }
        if statement.effect() == Effect::Write {
            self.wrote_directly();
        }
        let (batches, table) = binds::compile(&self.link, statement)?;
        let heard = self.heard();
        let mut tracker = Tracker::streaming(&mut self.identity, &self.shared)
            .with_journal(&mut self.journal)
            .noting_loaded(heard.hears(Moment::Load));
        for compiled in batches {
            let mut sink = |row: &dyn RowReader| {
                let item = statement.track(row, &mut tracker)?;
                for instance in tracker.take_loaded() {
                    let version = instance.current();
                    heard.tell(Moment::Load, &[(instance, version)])?;
                }
                slot.put(item);
                Ok::<_, Error>(())
            };
            self.link.stream(compiled, table, &mut sink).await?;
        }
        Ok(())
    }
}
