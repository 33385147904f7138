//! JSON documents.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for serde_json::Value {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.clone())
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.json(index)?, index)
    }
}
