//! Tables created and dropped in the transaction of a session.

use orm_core::Result;
use orm_core::schema::MetaData;

use super::Session;
use crate::ddl::{DdlTarget, Work};
use crate::fetch::BoxFuture;

impl<'s> DdlTarget<'s> for &'s mut Session {
    fn run(self, metadata: &'s MetaData, work: Work) -> BoxFuture<'s, Result<Vec<String>>> {
        self.define(metadata, work)
    }
}
