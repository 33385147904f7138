//! Byte strings.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for Vec<u8> {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Bytes(None);

    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }

    fn bound(self) -> Value {
        Value::Bytes(self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.bytes(index)?, index).map(<[u8]>::to_vec)
    }
}
