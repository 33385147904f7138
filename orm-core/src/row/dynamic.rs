//! [`Row`]: a row of owned values, accessible by index and by name, printable.

use std::fmt;
use std::sync::Arc;

use super::{Cell, RowReader};
use crate::error::DecodeError;
use crate::types::SqlType;
use crate::value::Value;

/// A row whose columns are known only at run time, as `text()` returns it.
///
/// Prints as a tuple of SQL literals: `(1, 'Alice')`.
#[derive(Clone, PartialEq)]
pub struct Row {
    names: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// Copies a row out of a driver. `names` is shared by the rows of one result.
    ///
    /// # Errors
    /// When a cell has a type unknown to this crate.
    pub fn read(row: &dyn RowReader, names: &mut Option<Arc<[String]>>) -> Result<Self, DecodeError> {
        let names = names
            .get_or_insert_with(|| (0..row.len()).map(|i| row.column_name(i).unwrap_or_default().to_owned()).collect());
        let values = (0..row.len()).map(|i| row.value(i)).collect::<Result<_, _>>()?;
        Ok(Row { names: names.clone(), values })
    }

    /// A row of given names and values; the shorter of the two counts.
    pub fn new(names: impl IntoIterator<Item = String>, values: Vec<Value>) -> Self {
        Row { names: names.into_iter().collect(), values }
    }

    /// The column names, in order.
    pub fn columns(&self) -> &[String] {
        &self.names
    }

    /// The values, in order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of column `index`, converted to `T`.
    ///
    /// # Errors
    /// When there is no such column or its value is not a `T`.
    pub fn get<T: SqlType>(&self, index: usize) -> Result<T, DecodeError> {
        T::read(self, index)
    }

    /// The value of the first column called `name`, converted to `T`.
    ///
    /// # Errors
    /// When there is no such column or its value is not a `T`.
    pub fn get_by_name<T: SqlType>(&self, name: &str) -> Result<T, DecodeError> {
        let index = self.names.iter().position(|n| n == name).ok_or_else(|| DecodeError::no_such_column(name))?;
        T::read(self, index)
    }

    fn cell(&self, index: usize) -> Result<&Value, DecodeError> {
        self.values.get(index).ok_or_else(|| DecodeError::missing(index, self.values.len()))
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, value) in self.values.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{value}")?;
        }
        f.write_str(")")
    }
}

/// One method of `RowReader` per value type: the matching variant, else a type error.
macro_rules! cells {
    ($($(#[$attr:meta])* $name:ident -> $ty:ty, $($pattern:pat => $value:expr),+;)*) => {$(
        $(#[$attr])*
        fn $name(&self, index: usize) -> Cell<$ty> {
            match self.cell(index)? {
                Value::Null(_) => Ok(None),
                $($pattern => Ok(Some($value)),)+
                other => Err(DecodeError::mismatch(index, stringify!($ty), format!("{other}"))),
            }
        }
    )*};
}

impl RowReader for Row {
    fn len(&self) -> usize {
        self.values.len()
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(String::as_str)
    }

    fn is_null(&self, index: usize) -> Result<bool, DecodeError> {
        self.cell(index).map(Value::is_null)
    }

    fn i64(&self, index: usize) -> Cell<i64> {
        let value = self.cell(index)?;
        if value.is_null() {
            return Ok(None);
        }
        #[cfg(feature = "decimal")]
        if let Value::Decimal(decimal) = value
            && decimal.is_integer()
            && let Ok(integer) = i64::try_from(*decimal)
        {
            return Ok(Some(integer));
        }
        match value.as_i64() {
            Some(integer) => Ok(Some(integer)),
            None => Err(DecodeError::mismatch(index, "i64", format!("{value}"))),
        }
    }

    fn u64(&self, index: usize) -> Cell<u64> {
        if let Value::U64(value) = self.cell(index)? {
            return Ok(Some(*value));
        }
        self.i64(index)?.map(|v| u64::try_from(v).map_err(|_| DecodeError::out_of_range(index, v, "u64"))).transpose()
    }

    fn bool(&self, index: usize) -> Cell<bool> {
        match self.cell(index)? {
            Value::Null(_) => Ok(None),
            Value::Bool(v) => Ok(Some(*v)),
            other => match other.as_i64() {
                Some(v @ 0..=1) => Ok(Some(v == 1)),
                _ => Err(DecodeError::mismatch(index, "bool", format!("{other}"))),
            },
        }
    }

    cells! {
        f64 -> f64, Value::F64(v) => *v, Value::F32(v) => f64::from(*v), Value::I32(v) => f64::from(*v), Value::I16(v) => f64::from(*v);
        str -> &str, Value::Text(v) => v;
        bytes -> &[u8], Value::Bytes(v) => v, Value::Text(v) => v.as_bytes();
        #[cfg(feature = "chrono")]
        date -> chrono::NaiveDate, Value::Date(v) => *v;
        #[cfg(feature = "chrono")]
        time -> chrono::NaiveTime, Value::Time(v) => *v;
        #[cfg(feature = "chrono")]
        datetime -> chrono::NaiveDateTime, Value::DateTime(v) => *v, Value::Timestamp(v) => v.naive_utc();
        #[cfg(feature = "chrono")]
        timestamp -> chrono::DateTime<chrono::Utc>, Value::Timestamp(v) => *v, Value::DateTime(v) => v.and_utc();
        #[cfg(feature = "uuid")]
        uuid -> uuid::Uuid, Value::Uuid(v) => *v;
        #[cfg(feature = "decimal")]
        decimal -> rust_decimal::Decimal, Value::Decimal(v) => *v, Value::I64(v) => (*v).into(), Value::I32(v) => (*v).into(), Value::I16(v) => (*v).into();
        #[cfg(feature = "json")]
        json -> serde_json::Value, Value::Json(v) => v.clone();
    }

    fn value(&self, index: usize) -> Result<Value, DecodeError> {
        self.cell(index).cloned()
    }
}
