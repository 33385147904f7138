//! [`Execution::stream`]: plain values, one at a time.

use orm_core::Error;
use orm_core::row::RowReader;
use orm_core::statement::{Effect, Query};

use super::Execution;
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
        RowStream::new(|slot| async move {
            let Execution { link, statement, .. } = self;
            for compiled in link.engine().compile(&statement)? {
                let mut sink = |row: &dyn RowReader| {
                    slot.put(statement.decode(row)?);
                    Ok::<_, Error>(())
                };
                match statement.effect() {
                    Effect::Read => link.stream_read(compiled, statement.target(), &mut sink).await?,
                    Effect::Write => link.stream(compiled, statement.target(), &mut sink).await?,
                };
            }
            Ok(())
        })
    }
}
