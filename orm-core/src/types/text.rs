//! Strings.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for String {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Text(None);

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.str(index)?, index).map(str::to_owned)
    }
}
