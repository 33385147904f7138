//! `Option<T>`: the nullable form of a type.

use super::SqlType;
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> SqlType for Option<T> {
    type Base = T;
    const TYPE: ColumnType = T::TYPE;
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::TYPE), T::to_value)
    }

    fn bound(self) -> Value {
        self.map_or(Value::Null(T::TYPE), T::bound)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        if row.is_null(index)? { Ok(None) } else { T::read(row, index).map(Some) }
    }

    fn in_column(self, ty: ColumnType) -> Self {
        self.map(|value| value.in_column(ty))
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        }
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}
