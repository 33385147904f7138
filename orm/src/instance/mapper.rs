//! [`Mapper`]: what the unit of work knows of a model. All that differs between models is in these few functions; whatever uses them is
//! compiled once.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use orm_core::Columns;
use orm_core::error::DecodeError;
use orm_core::model::{Decoded, IdentityKey, Key};
use orm_core::row::RowReader;
use orm_core::schema::Table;

use super::{AnyInstance, Inner, Model, State, bind};

/// A model without its type. Not meant to be used by users of this crate.
#[doc(hidden)]
pub struct Mapper {
    /// Name of the struct.
    pub(crate) name: &'static str,
    model: fn() -> TypeId,
    table: fn() -> &'static Table,
    identity: fn(&dyn RowReader, usize, &[usize]) -> Result<IdentityKey, DecodeError>,
    decode: fn(&dyn RowReader, usize) -> Decoded<Box<dyn Columns>>,
    load: Load,
    share: fn(&dyn Columns) -> Option<Box<dyn Columns>>,
}

type Load = fn(&dyn RowReader, usize, State) -> Decoded<Arc<dyn AnyInstance>>;

/// The [`Mapper`] of a model.
pub(crate) const fn mapper<M: Model>() -> &'static Mapper {
    &Mapper {
        name: M::NAME,
        model: TypeId::of::<M>,
        table: M::table,
        identity: |row, at, columns| Ok(M::Key::read(row, at, columns)?.identity()),
        decode: |row, at| Ok(Box::new(M::decode(row, at)?)),
        load: |row, at, state| Ok(Arc::new(Inner::new(M::decode(row, at)?, state))),
        share: |columns| {
            let columns: &dyn std::any::Any = columns;
            columns.downcast_ref::<M>().map(|model| Box::new(model.share()) as Box<dyn Columns>)
        },
    }
}

impl Mapper {
    /// The model's type.
    pub(crate) fn model(&self) -> TypeId {
        (self.model)()
    }

    /// The model's table.
    pub(crate) fn table(&self) -> &'static Table {
        (self.table)()
    }

    /// Reads the primary key of the row whose columns start at `at`.
    pub(crate) fn identity(&self, row: &dyn RowReader, at: usize) -> Result<IdentityKey, DecodeError> {
        let table = self.table();
        (self.identity)(row, at, table.primary_key()).map_err(|error| error.in_table(table, at))
    }

    /// Reads a primary key from the first columns of a row.
    pub(crate) fn key(&self, row: &dyn RowReader) -> Result<IdentityKey, DecodeError> {
        let columns: Vec<usize> = (0..self.table().primary_key().len()).collect();
        (self.identity)(row, 0, &columns)
    }

    /// Reads the columns that start at `at`.
    pub(crate) fn decode(&self, row: &dyn RowReader, at: usize) -> Result<Box<dyn Columns>, DecodeError> {
        (self.decode)(row, at).map_err(|error| error.in_table(self.table(), at))
    }

    /// A new instance of the columns that start at `at`.
    pub(crate) fn load(
        &self,
        row: &dyn RowReader,
        at: usize,
        state: State,
    ) -> Result<Arc<dyn AnyInstance>, DecodeError> {
        let instance = (self.load)(row, at, state).map_err(|error| error.in_table(self.table(), at))?;
        bind(&instance);
        Ok(instance)
    }

    /// A copy of a version with the same relationship containers; `None` for one of another model.
    pub(crate) fn share(&self, version: &dyn Columns) -> Option<Box<dyn Columns>> {
        (self.share)(version)
    }
}

impl fmt::Debug for Mapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
