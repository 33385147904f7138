//! Floating point numbers. Two NaNs of the same bits are the same stored value.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for f64 {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Double;

    fn to_value(&self) -> Value {
        Value::F64(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.f64(index)?, index)
    }

    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}

#[diagnostic::do_not_recommend]
impl SqlType for f32 {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Float;

    fn to_value(&self) -> Value {
        Value::F32(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        // Wider floats (SQLite has no other) lose what an f32 never had.
        #[allow(clippy::cast_possible_truncation)]
        required(row.f64(index)?, index).map(|v| v as f32)
    }

    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}
