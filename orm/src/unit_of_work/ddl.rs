//! Tables created and dropped in the transaction of a session.

use orm_core::Result;
use orm_core::schema::MetaData;

use super::Session;
use crate::ddl::Work;
use crate::fetch::BoxFuture;

impl Session {
    /// Pending changes are flushed before, as before a query: the rows may be of tables that are about to go.
    pub(crate) fn define<'s>(&'s mut self, metadata: &'s MetaData, work: Work) -> BoxFuture<'s, Result<Vec<String>>> {
        Box::pin(async move {
            self.autoflush_before(true, || "the tables were created or dropped".to_owned()).await?;
            self.wrote_directly();
            work.on(metadata, &mut self.link.main).await
        })
    }
}
