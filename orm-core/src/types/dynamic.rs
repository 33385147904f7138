//! [`Value`] itself, as the type of what is known only at run time.

use super::{Integer, Number, SqlType};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for Value {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Text(None);
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        self.clone()
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        row.value(index)
    }

    fn null() -> Option<Self> {
        Some(Value::Null(Self::TYPE))
    }
}

impl Number for Value {
    type Sum = Value;
    type Avg = Value;
}

impl Integer for Value {}
