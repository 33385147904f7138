//! Exact decimal numbers.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for rust_decimal::Decimal {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Numeric(None);

    fn to_value(&self) -> Value {
        Value::Decimal(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.decimal(index)?, index)
    }

    /// SQLite drops zeros at the end. Digits beyond the column's scale, which only SQLite stores, are kept.
    fn in_column(mut self, ty: ColumnType) -> Self {
        if let ColumnType::Numeric(Some((_, scale))) = ty
            && u32::from(scale) > self.scale()
        {
            self.rescale(scale.into());
        }
        self
    }
}
