//! [`ColumnValue`]: a field of a model whose type is not known statically.

use std::any::Any;

use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::types::SqlType;
use crate::value::Value;

/// A column of an instance behind a trait object; every [`SqlType`] is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a column",
    label = "not a column type",
    note = "columns are integers, floats, bool, String, Vec<u8>, chrono dates and times, Uuid, Decimal, JSON, a Vec or an Option of these, and types with `#[derive(SqlType)]` or `#[derive(SqlEnum)]`"
)]
pub trait ColumnValue: Send + Sync {
    /// The value to bind.
    fn to_value(&self) -> Value;
    /// Overwrites the field with column `index` of a row.
    ///
    /// # Errors
    /// When the column cannot be decoded.
    fn read(&mut self, row: &dyn RowReader, index: usize) -> Result<(), DecodeError>;
    /// As [`read`](Self::read), of a column of this type: a decimal gets its scale.
    ///
    /// # Errors
    /// When the column cannot be decoded.
    fn read_column(&mut self, row: &dyn RowReader, index: usize, ty: ColumnType) -> Result<(), DecodeError>;
    /// Whether both hold the same type and value.
    fn same(&self, other: &dyn ColumnValue) -> bool;
    /// Whether both hold the same type and are equal to Rust as well: a type of one's own may have several values that are stored as one.
    fn equal(&self, other: &dyn ColumnValue) -> bool;
    /// Overwrites the field with a clone of `other`; false, and nothing done, if the types differ.
    fn assign(&mut self, other: &dyn ColumnValue) -> bool;
    /// The value as `Any`.
    fn as_any(&self) -> &dyn Any;
    /// The value as mutable `Any`.
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> ColumnValue for T {
    fn to_value(&self) -> Value {
        SqlType::to_value(self)
    }

    fn read(&mut self, row: &dyn RowReader, index: usize) -> Result<(), DecodeError> {
        *self = T::read(row, index)?;
        Ok(())
    }

    fn read_column(&mut self, row: &dyn RowReader, index: usize, ty: ColumnType) -> Result<(), DecodeError> {
        *self = T::read(row, index)?.in_column(ty);
        Ok(())
    }

    fn same(&self, other: &dyn ColumnValue) -> bool {
        other.as_any().downcast_ref::<T>().is_some_and(|other| SqlType::same(self, other))
    }

    fn equal(&self, other: &dyn ColumnValue) -> bool {
        other.as_any().downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn assign(&mut self, other: &dyn ColumnValue) -> bool {
        match other.as_any().downcast_ref::<T>() {
            Some(other) => {
                self.clone_from(other);
                true
            }
            None => false,
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
