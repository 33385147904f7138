//! Reads the cells of a SQLite row by what is stored, not by what was declared: any column can hold any value.

use orm_core::Value;
use orm_core::error::DecodeError;
use orm_core::row::{Cell, RowReader};
use orm_core::schema::ColumnType;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, Decode, Row, Sqlite, TypeInfo, ValueRef};

use crate::driver::json;

/// A row.
pub(super) struct Reader<'r>(pub &'r SqliteRow);

/// A value as SQLite stores it.
#[derive(Clone, Copy)]
enum Stored<'r> {
    Integer(i64),
    Real(f64),
    Text(&'r str),
    Blob(&'r [u8]),
}

impl<'r> Reader<'r> {
    fn stored(&self, index: usize) -> Cell<Stored<'r>> {
        let value = self.0.try_get_raw(index).map_err(|_| DecodeError::missing(index, self.0.len()))?;
        let unreadable = |error: sqlx::error::BoxDynError| DecodeError::mismatch(index, "a value", error.to_string());
        if value.is_null() {
            return Ok(None);
        }
        let ty = value.type_info();
        let stored = match ty.name() {
            "INTEGER" => <i64 as Decode<Sqlite>>::decode(value).map(Stored::Integer),
            "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(Stored::Real),
            "TEXT" => <&str as Decode<Sqlite>>::decode(value).map(Stored::Text),
            _ => <&[u8] as Decode<Sqlite>>::decode(value).map(Stored::Blob),
        };
        stored.map(Some).map_err(unreadable)
    }

    /// The type that the column was declared with, as far as sqlx tells it.
    fn declared(&self, index: usize) -> &str {
        self.0.columns().get(index).map_or("", |column| column.type_info().name())
    }

    /// Converts what is stored; `None` from `convert` is a mismatch.
    fn read<T>(&self, index: usize, expected: &str, convert: impl FnOnce(Stored<'r>) -> Option<T>) -> Cell<T> {
        let Some(stored) = self.stored(index)? else { return Ok(None) };
        convert(stored).map(Some).ok_or_else(|| DecodeError::mismatch(index, expected, stored.describe()))
    }
}

impl<'r> Stored<'r> {
    /// For messages: type and value.
    fn describe(self) -> String {
        match self {
            Stored::Integer(v) => format!("INTEGER {v}"),
            Stored::Real(v) => format!("REAL {v}"),
            Stored::Text(v) if v.chars().count() > 40 => "TEXT".to_owned(),
            Stored::Text(v) => format!("TEXT '{v}'"),
            Stored::Blob(v) => format!("BLOB of {} bytes", v.len()),
        }
    }

    fn text(self) -> Option<&'r str> {
        if let Stored::Text(v) = self { Some(v) } else { None }
    }
}

/// A float that is an integer that it can tell from its neighbours.
fn whole(v: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)] // checked
    (v.fract() == 0.0 && v.abs() <= EXACT).then_some(v as i64)
}

impl RowReader for Reader<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.0.columns().get(index).map(Column::name)
    }

    fn is_null(&self, index: usize) -> Result<bool, DecodeError> {
        self.0.try_get_raw(index).map(|v| v.is_null()).map_err(|_| DecodeError::missing(index, self.len()))
    }

    fn bool(&self, index: usize) -> Cell<bool> {
        self.read(index, "bool", |stored| match stored {
            Stored::Integer(v @ 0..=1) => Some(v == 1),
            _ => None,
        })
    }

    fn i64(&self, index: usize) -> Cell<i64> {
        self.read(index, "i64", |stored| match stored {
            Stored::Integer(v) => Some(v),
            Stored::Real(v) => whole(v),
            _ => None,
        })
    }

    fn u64(&self, index: usize) -> Cell<u64> {
        self.i64(index)?.map(|v| u64::try_from(v).map_err(|_| DecodeError::out_of_range(index, v, "u64"))).transpose()
    }

    fn f64(&self, index: usize) -> Cell<f64> {
        self.read(index, "f64", |stored| match stored {
            Stored::Real(v) => Some(v),
            #[allow(clippy::cast_precision_loss)] // as SQL does
            Stored::Integer(v) => Some(v as f64),
            // NUMERIC keeps as text what no number holds exactly.
            Stored::Text(v) => v.parse().ok(),
            Stored::Blob(_) => None,
        })
    }

    fn str(&self, index: usize) -> Cell<&str> {
        self.read(index, "String", Stored::text)
    }

    fn bytes(&self, index: usize) -> Cell<&[u8]> {
        self.read(index, "bytes", |stored| match stored {
            Stored::Blob(v) => Some(v),
            Stored::Text(v) => Some(v.as_bytes()),
            _ => None,
        })
    }

    #[cfg(feature = "chrono")]
    fn date(&self, index: usize) -> Cell<chrono::NaiveDate> {
        self.read(index, "NaiveDate", |stored| stored.text().and_then(super::temporal::date))
    }

    #[cfg(feature = "chrono")]
    fn time(&self, index: usize) -> Cell<chrono::NaiveTime> {
        self.read(index, "NaiveTime", |stored| stored.text().and_then(super::temporal::time))
    }

    #[cfg(feature = "chrono")]
    fn datetime(&self, index: usize) -> Cell<chrono::NaiveDateTime> {
        self.read(index, "NaiveDateTime", |stored| stored.text().and_then(super::temporal::datetime))
    }

    #[cfg(feature = "chrono")]
    fn timestamp(&self, index: usize) -> Cell<chrono::DateTime<chrono::Utc>> {
        Ok(self.datetime(index)?.map(|v| v.and_utc()))
    }

    #[cfg(feature = "uuid")]
    fn uuid(&self, index: usize) -> Cell<uuid::Uuid> {
        self.read(index, "Uuid", |stored| match stored {
            Stored::Blob(v) => uuid::Uuid::from_slice(v).ok(),
            Stored::Text(v) => v.parse().ok(),
            _ => None,
        })
    }

    #[cfg(feature = "decimal")]
    fn decimal(&self, index: usize) -> Cell<rust_decimal::Decimal> {
        use crate::driver::number::{decimal, decimal_of_float};

        self.read(index, "Decimal", |stored| match stored {
            Stored::Integer(v) => Some(v.into()),
            Stored::Real(v) => decimal_of_float(v),
            Stored::Text(v) => decimal(v),
            Stored::Blob(_) => None,
        })
    }

    #[cfg(feature = "json")]
    fn json(&self, index: usize) -> Cell<serde_json::Value> {
        self.read(index, "JSON", |stored| match stored {
            Stored::Text(v) => serde_json::from_str(v).ok(),
            Stored::Blob(v) => serde_json::from_slice(v).ok(),
            // A NUMERIC column or a JSON function may have made a number of it.
            Stored::Integer(v) => Some(v.into()),
            Stored::Real(v) => Some(v.into()),
        })
    }

    #[cfg(feature = "chrono")]
    fn interval(&self, index: usize) -> Cell<chrono::TimeDelta> {
        Ok(self.i64(index)?.map(chrono::TimeDelta::microseconds))
    }

    fn array(&self, index: usize) -> Cell<Vec<Value>> {
        self.read(index, "array", |stored| json::elements(stored.text()?))
    }

    fn value(&self, index: usize) -> Result<Value, DecodeError> {
        let declared = self.declared(index);
        let Some(stored) = self.stored(index)? else { return Ok(Value::Null(column_type(declared))) };
        Ok(match (stored, declared) {
            (Stored::Integer(v @ 0..=1), "BOOLEAN") => Value::Bool(v == 1),
            (Stored::Integer(v), _) => Value::I64(v),
            (Stored::Real(v), _) => Value::F64(v),
            (Stored::Text(v), _) => temporal_value(v, declared).unwrap_or_else(|| Value::Text(v.to_owned())),
            (Stored::Blob(v), _) => Value::Bytes(v.to_owned()),
        })
    }
}

/// What a NULL in a column declared like this is a NULL of.
fn column_type(declared: &str) -> ColumnType {
    match declared {
        "BOOLEAN" => ColumnType::Boolean,
        "INTEGER" => ColumnType::BigInteger,
        "REAL" => ColumnType::Double,
        "BLOB" => ColumnType::Bytes(None),
        "DATE" => ColumnType::Date,
        "TIME" => ColumnType::Time,
        "DATETIME" => ColumnType::DateTime,
        _ => ColumnType::Text(None),
    }
}

#[cfg(feature = "chrono")]
fn temporal_value(text: &str, declared: &str) -> Option<Value> {
    match declared {
        "DATE" => super::temporal::date(text).map(Value::Date),
        "TIME" => super::temporal::time(text).map(Value::Time),
        "DATETIME" => super::temporal::datetime(text).map(Value::DateTime),
        _ => None,
    }
}

#[cfg(not(feature = "chrono"))]
fn temporal_value(_text: &str, _declared: &str) -> Option<Value> {
    None
}
