//! Integers. Unsigned ones are native on MySQL and MariaDB and widened elsewhere; a stored value that does not fit is an error, never cut.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

macro_rules! integer {
    ($($rust:ty, $column:ident, $value:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl SqlType for $rust {
            type Base = Self;
            const TYPE: ColumnType = ColumnType::$column;

            fn to_value(&self) -> Value {
                Value::$value((*self).into())
            }

            fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
                let value = required(row.i64(index)?, index)?;
                Self::try_from(value).map_err(|_| DecodeError::out_of_range(index, value, stringify!($rust)))
            }
        }
    )*};
}

integer! {
    i8, TinyInteger, I16;
    i16, SmallInteger, I16;
    i32, Integer, I32;
    i64, BigInteger, I64;
    u8, UnsignedTinyInteger, I16;
    u16, UnsignedSmallInteger, I32;
    u32, UnsignedInteger, I64;
}

#[diagnostic::do_not_recommend]
impl SqlType for u64 {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::UnsignedBigInteger;

    fn to_value(&self) -> Value {
        Value::U64(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.u64(index)?, index)
    }
}

#[diagnostic::do_not_recommend]
impl SqlType for bool {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Boolean;

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.bool(index)?, index)
    }
}
