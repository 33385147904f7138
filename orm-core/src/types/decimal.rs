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
}
