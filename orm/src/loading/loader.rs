//! [`Loader`]: what loading needs of the session that it loads for.

use std::sync::Arc;

use orm_core::Result;
use orm_core::error::DecodeError;
use orm_core::model::IdentityKey;
use orm_core::row::RowReader;
use orm_core::schema::Table;
use orm_core::statement::SelectCore;

use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, Mapper};

/// What is done with each row: its instance, and the row itself.
pub(crate) type EachFound<'e> =
    &'e mut (dyn FnMut(Arc<dyn AnyInstance>, &dyn RowReader) -> Result<(), DecodeError> + Send);

/// The session as loading sees it.
pub(crate) trait Loader: Send {
    /// The present epoch.
    fn epoch(&self) -> u64;
    /// Whether what was read in an epoch is not stale.
    fn is_current(&self, epoch: u64) -> bool;
    /// The instance with a primary key, if it is there.
    fn known(&mut self, mapper: &'static Mapper, key: &IdentityKey) -> Option<Arc<dyn AnyInstance>>;
    /// How many keys a condition on a table may list.
    fn most_keys(&self, table: &Table) -> usize;
    /// Runs a query whose rows begin with the columns of a model.
    fn select<'s>(
        &'s mut self,
        mapper: &'static Mapper,
        query: &'s SelectCore,
        each: EachFound<'s>,
    ) -> BoxFuture<'s, Result<()>>;
}
