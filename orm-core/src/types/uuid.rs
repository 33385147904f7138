//! UUIDs: native on PostgreSQL, 16 bytes elsewhere.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for uuid::Uuid {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Uuid;

    fn to_value(&self) -> Value {
        Value::Uuid(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.uuid(index)?, index)
    }
}
