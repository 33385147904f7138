//! [`SqlType`]: the Rust types that a column can have, and how each travels to and from a database.

mod array;
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "decimal")]
mod decimal;
mod decorator;
mod dynamic;
mod float;
mod hstore;
mod integer;
#[cfg(feature = "json")]
mod json;
mod numeric;
mod option;
mod range;
mod text;
#[cfg(feature = "json")]
mod typed_json;
#[cfg(feature = "uuid")]
mod uuid;

pub use array::ArrayElement;
#[cfg(feature = "decimal")]
pub(crate) use decimal::at_scale;
#[cfg(feature = "decimal")]
#[doc(hidden)]
pub use decimal::exact_decimal;
pub use decorator::{TypeDecorator, unknown_label};
pub use hstore::Hstore;
pub use numeric::{Integer, Number, Numeric};
pub use range::{PgRange, RangeElement};
#[cfg(feature = "json")]
pub use typed_json::Json;

use std::borrow::Cow;

use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::{ColumnDef, ColumnType};
use crate::value::Value;

/// A Rust type that a column can have.
///
/// `Option<T>` is the nullable form of every non-null type `T`; there is no other way to declare a nullable column.
/// A type of your own gets it from `#[derive(SqlType)]` (on a struct of one field), from `#[derive(SqlEnum)]`, or by implementing
/// [`TypeDecorator`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a column",
    label = "not a column type",
    note = "columns are integers, floats, bool, String, Vec<u8>, chrono dates and times, Uuid, Decimal, JSON, a Vec or an Option of these, and types with `#[derive(SqlType)]` or `#[derive(SqlEnum)]`"
)]
pub trait SqlType: Clone + PartialEq + Send + Sync + Sized + 'static {
    /// The type without NULL: `T` for `Option<T>`, otherwise `Self`. Comparisons are made on it.
    type Base: SqlType<Base = Self::Base>;
    /// The type of the column in DDL and of a NULL that is bound.
    const TYPE: ColumnType;
    /// Whether a column of this type accepts NULL.
    const NULLABLE: bool = false;

    /// A column of this type.
    fn column(name: impl Into<Cow<'static, str>>) -> ColumnDef {
        ColumnDef::new::<Self>(name)
    }

    /// The value to bind.
    fn to_value(&self) -> Value;

    /// The value to bind, of what is not needed any more.
    fn bound(self) -> Value {
        self.to_value()
    }

    /// Reads the value at `index` of a row.
    ///
    /// # Errors
    /// [`DecodeError`] when the column is NULL (and `Self` is not an `Option`), of another type, or out of range.
    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError>;

    /// The value as a column of type `ty` has it, which may say more than [`TYPE`](Self::TYPE): a decimal gets as many
    /// digits after the point as its column has.
    #[must_use]
    fn in_column(self, ty: ColumnType) -> Self {
        let _ = ty;
        self
    }

    /// Whether `self` and `other` are stored alike: decides if a column has changed.
    fn same(&self, other: &Self) -> bool {
        self == other
    }

    /// What an absent row stands for: NULL, where this type can hold it.
    fn null() -> Option<Self> {
        None
    }
}

/// Reads a value that must be there: `None` becomes the error for NULL.
fn required<T>(value: Option<T>, index: usize) -> Result<T, DecodeError> {
    value.ok_or_else(|| DecodeError::null(index))
}
