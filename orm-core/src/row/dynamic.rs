//! [`Row`]: a row of owned values, accessible by index and by name, printable.

use std::fmt;
use std::sync::Arc;

use super::{Cell, RowReader, convert};
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

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
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

impl Row {
    /// The cell as a `T`, by a conversion that gives `None` for what is no `T`.
    fn convert<'r, T>(&'r self, index: usize, ty: &str, convert: impl FnOnce(&'r Value) -> Option<T>) -> Cell<T> {
        match self.cell(index)?.untyped() {
            Value::Null(_) => Ok(None),
            value => match convert(value) {
                Some(converted) => Ok(Some(converted)),
                None => Err(DecodeError::mismatch(index, ty, value.to_string())),
            },
        }
    }
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

    fn bool(&self, index: usize) -> Cell<bool> {
        self.convert(index, "bool", |value| match value {
            Value::Bool(v) => Some(*v),
            other => other.as_i64().filter(|v| matches!(v, 0 | 1)).map(|v| v == 1),
        })
    }

    fn i64(&self, index: usize) -> Cell<i64> {
        self.convert(index, "i64", convert::integer)
    }

    fn u64(&self, index: usize) -> Cell<u64> {
        self.convert(index, "u64", |value| match value {
            Value::U64(v) => Some(*v),
            other => convert::integer(other).and_then(|v| u64::try_from(v).ok()),
        })
    }

    fn f64(&self, index: usize) -> Cell<f64> {
        self.convert(index, "f64", convert::float)
    }

    fn str(&self, index: usize) -> Cell<&str> {
        self.convert(index, "String", convert::text)
    }

    fn bytes(&self, index: usize) -> Cell<&[u8]> {
        self.convert(index, "bytes", |value| match value {
            Value::Bytes(v) => Some(&v[..]),
            other => convert::text(other).map(str::as_bytes),
        })
    }

    #[cfg(feature = "chrono")]
    fn date(&self, index: usize) -> Cell<chrono::NaiveDate> {
        self.convert(index, "NaiveDate", convert::date)
    }

    #[cfg(feature = "chrono")]
    fn time(&self, index: usize) -> Cell<chrono::NaiveTime> {
        self.convert(index, "NaiveTime", convert::time)
    }

    #[cfg(feature = "chrono")]
    fn datetime(&self, index: usize) -> Cell<chrono::NaiveDateTime> {
        self.convert(index, "NaiveDateTime", convert::datetime)
    }

    #[cfg(feature = "chrono")]
    fn timestamp(&self, index: usize) -> Cell<chrono::DateTime<chrono::Utc>> {
        self.convert(index, "DateTime<Utc>", convert::timestamp)
    }

    #[cfg(feature = "uuid")]
    fn uuid(&self, index: usize) -> Cell<uuid::Uuid> {
        self.convert(index, "Uuid", convert::uuid)
    }

    #[cfg(feature = "decimal")]
    fn decimal(&self, index: usize) -> Cell<rust_decimal::Decimal> {
        self.convert(index, "Decimal", convert::decimal)
    }

    #[cfg(feature = "json")]
    fn json(&self, index: usize) -> Cell<serde_json::Value> {
        self.convert(index, "JSON", convert::json)
    }

    #[cfg(feature = "chrono")]
    fn interval(&self, index: usize) -> Cell<chrono::TimeDelta> {
        self.convert(index, "TimeDelta", convert::interval)
    }

    fn array(&self, index: usize) -> Cell<Vec<Value>> {
        self.convert(index, "array", convert::array)
    }

    fn value(&self, index: usize) -> Result<Value, DecodeError> {
        self.cell(index).cloned()
    }
}
