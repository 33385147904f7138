//! Models as Core sees them: a struct with a table, whose fields can be read and written by column index.

mod aliased;
mod assignment;
mod column_set;
mod column_value;
mod entity;
mod field;
mod identity_key;
mod key;
mod unbuilt;

pub use aliased::{Aliased, aliased, aliased_as};
pub use assignment::{Assign, Assigned};
pub use column_set::ColumnSet;
pub use column_value::ColumnValue;
pub use entity::{Entity, Optional};
pub use field::Field;
pub use identity_key::IdentityKey;
pub use key::{IntoKey, Key};
pub use unbuilt::{Buildable, Built, Completion, Filled, IntoField, Set, Unset, is_default};

use std::any::Any;

use crate::error::DecodeError;
use crate::expr::Column;
use crate::row::RowReader;
use crate::schema::Table;

/// A foreign key as constants, for checks the compiler makes: the referencing column and the referenced table.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ForeignKeyMeta {
    /// The referencing columns, by index.
    pub columns: &'static [usize],
    /// The referenced table.
    pub table: &'static str,
}

impl ForeignKeyMeta {
    /// A foreign key from `columns` to the table of `M`, which has the column `target`.
    pub const fn to<M: Mapped, T>(_target: Column<M, T>, columns: &'static [usize]) -> Self {
        ForeignKeyMeta { columns, table: M::TABLE }
    }
}

/// A decoded row, or why it is none.
pub type Decoded<M> = Result<M, DecodeError>;

/// Access to the columns of a model by index, in the order of [`Table::columns`].
pub trait Columns: Any + Send + Sync {
    /// The column at `index`; `None` past the last.
    fn column(&self, index: usize) -> Option<&dyn ColumnValue>;
    /// The column at `index`, to be written; `None` past the last.
    fn column_mut(&mut self, index: usize) -> Option<&mut dyn ColumnValue>;
}

/// A struct that is mapped to a table. Implemented by `#[derive(Model)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(Model)]` to the struct"
)]
pub trait Mapped: Columns + Sized {
    /// The primary key: the type of its column, or a tuple for a composite one.
    type Key: Key;
    /// What has the relationships as constants called like their fields, for checks at compile time: the model itself, unless its constants
    /// are called otherwise.
    #[doc(hidden)]
    type Fields;
    /// Name of the struct.
    const NAME: &'static str;
    /// Name of the table.
    const TABLE: &'static str;
    /// The schema that the table is in, where it is not the connection's.
    const SCHEMA: Option<&'static str> = None;
    /// Foreign keys, for checks at compile time.
    const FOREIGN_KEYS: &'static [ForeignKeyMeta];
    /// The columns of the primary key, by index, for checks at compile time.
    #[doc(hidden)]
    const KEY_COLUMNS: &'static [usize] = &[];
    /// The fields that hold columns, in the order of [`Table::columns`].
    const FIELDS: &'static [Field<Self>];

    /// The table, built on first use.
    fn table() -> &'static Table;

    /// Decodes an instance from the columns of a row that start at `at`, in table order.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn decode(row: &dyn RowReader, at: usize) -> Decoded<Self>;

    /// The primary key of this instance.
    fn key(&self) -> Self::Key;

    /// Decodes only the primary key, from the columns of a row that start at `at`.
    ///
    /// # Errors
    /// When a key column cannot be decoded.
    fn decode_key(row: &dyn RowReader, at: usize) -> Result<Self::Key, DecodeError> {
        Self::Key::read(row, at, Self::table().primary_key())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Columns for M {
    fn column(&self, index: usize) -> Option<&dyn ColumnValue> {
        M::FIELDS.get(index).map(|field| field.get(self))
    }

    fn column_mut(&mut self, index: usize) -> Option<&mut dyn ColumnValue> {
        M::FIELDS.get(index).map(|field| field.get_mut(self))
    }
}
