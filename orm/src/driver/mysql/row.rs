//! Reads the cells of a MySQL row, by the type of each.

use orm_core::Value;
use orm_core::error::DecodeError;
use orm_core::row::{Cell, RowReader};
use orm_core::schema::ColumnType;
#[cfg(feature = "chrono")]
use sqlx::mysql::types::MySqlTime;
use sqlx::mysql::{MySqlRow, MySqlTypeInfo, MySqlValueRef};
use sqlx::{Column, Decode, MySql, Row, Type, TypeInfo, ValueRef};

use crate::driver::{json, number};

/// A row.
pub(super) struct Reader<'r>(pub &'r MySqlRow);

/// What there is to tell apart among the many types.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// TINYINT(1).
    Bool,
    Signed,
    Unsigned,
    Float,
    Double,
    /// Text of an exact number.
    Decimal,
    Text,
    Bytes,
    Date,
    Time,
    DateTime,
    Json,
    Unknown,
}

impl Kind {
    fn of(ty: &MySqlTypeInfo) -> Self {
        match ty.name() {
            "BOOLEAN" => Kind::Bool,
            "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => Kind::Signed,
            "FLOAT" => Kind::Float,
            "DOUBLE" => Kind::Double,
            "DECIMAL" => Kind::Decimal,
            "DATE" => Kind::Date,
            "TIME" => Kind::Time,
            "DATETIME" | "TIMESTAMP" => Kind::DateTime,
            "JSON" => Kind::Json,
            "YEAR" | "BIT" => Kind::Unsigned,
            "NULL" | "GEOMETRY" => Kind::Unknown,
            "SET" => Kind::Text,
            name if name.ends_with("UNSIGNED") => Kind::Unsigned,
            // Named `BINARY` also where only the collation is: whether it is text is for the character set to say.
            _ if <str as Type<MySql>>::compatible(ty) => Kind::Text,
            _ => Kind::Bytes,
        }
    }
}

/// A value that is not NULL.
struct Raw<'r> {
    kind: Kind,
    value: MySqlValueRef<'r>,
}

impl<'r> Reader<'r> {
    fn raw(&self, index: usize) -> Cell<Raw<'r>> {
        let value = self.0.try_get_raw(index).map_err(|_| DecodeError::missing(index, self.0.len()))?;
        if value.is_null() {
            return Ok(None);
        }
        let kind = Kind::of(&value.type_info());
        Ok(Some(Raw { kind, value }))
    }

    /// Converts the value; `None` from `convert` is a mismatch.
    fn read<T>(&self, index: usize, expected: &str, convert: impl FnOnce(Raw<'r>) -> Option<T>) -> Cell<T> {
        let Some(raw) = self.raw(index)? else { return Ok(None) };
        convert(raw).map(Some).ok_or_else(|| DecodeError::mismatch(index, expected, self.describe(index)))
    }

    fn type_name(&self, index: usize) -> &str {
        self.0.columns().get(index).map_or("", |column| column.type_info().name())
    }

    /// For messages: the type, and the value where it is a short one.
    fn describe(&self, index: usize) -> String {
        let name = self.type_name(index);
        #[cfg(feature = "chrono")]
        if let Ok(Some(raw)) = self.raw(index)
            && raw.kind == Kind::Time
            && let Some(span) = raw.decode::<MySqlTime>()
        {
            return format!("{name} {span}");
        }
        match self.value(index).map(|value| value.to_string()) {
            Ok(value) if value.chars().count() <= 40 => format!("{name} {value}"),
            _ => self.found(index),
        }
    }

    /// For messages: what cannot be a value.
    fn found(&self, index: usize) -> String {
        let name = self.type_name(index);
        match self.raw(index) {
            Ok(Some(raw)) if raw.kind == Kind::Decimal => {
                raw.decode().map_or_else(|| name.to_owned(), |number| number::described(name, number))
            }
            _ => name.to_owned(),
        }
    }
}

impl<'r> Raw<'r> {
    fn decode<T: Decode<'r, MySql>>(self) -> Option<T> {
        T::decode(self.value).ok()
    }

    fn i64(self) -> Option<i64> {
        match self.kind {
            Kind::Bool | Kind::Signed => self.decode(),
            Kind::Unsigned => self.decode::<u64>()?.try_into().ok(),
            Kind::Decimal => number::integer(self.decode()?),
            _ => None,
        }
    }

    fn u64(self) -> Option<u64> {
        match self.kind {
            Kind::Unsigned => self.decode(),
            Kind::Decimal => number::integer(self.decode()?),
            _ => self.i64()?.try_into().ok(),
        }
    }

    fn f64(self) -> Option<f64> {
        match self.kind {
            Kind::Float | Kind::Double => self.decode(),
            Kind::Decimal => self.decode::<&str>()?.parse().ok(),
            #[allow(clippy::cast_precision_loss)] // as SQL does
            _ => self.i64().map(|v| v as f64),
        }
    }

    fn str(self) -> Option<&'r str> {
        match self.kind {
            Kind::Text | Kind::Json => self.decode(),
            _ => None,
        }
    }

    fn bytes(self) -> Option<&'r [u8]> {
        match self.kind {
            Kind::Bytes | Kind::Text => self.decode(),
            _ => None,
        }
    }

    #[cfg(feature = "chrono")]
    fn datetime(self) -> Option<chrono::NaiveDateTime> {
        if self.kind == Kind::DateTime { self.decode() } else { None }
    }

    /// A TIME is a span, of which only what a day has is a time of day.
    #[cfg(feature = "chrono")]
    fn time(self) -> Option<chrono::NaiveTime> {
        if self.kind != Kind::Time {
            return None;
        }
        self.decode::<MySqlTime>().filter(MySqlTime::is_valid_time_of_day)?.try_into().ok()
    }

    #[cfg(feature = "decimal")]
    fn decimal(self) -> Option<rust_decimal::Decimal> {
        match self.kind {
            Kind::Decimal => number::decimal(self.decode()?),
            // The shortest text that stands for the float: 0.99 is 0.99.
            Kind::Float => number::decimal(&self.decode::<f32>()?.to_string()),
            Kind::Double => number::decimal(&self.decode::<f64>()?.to_string()),
            Kind::Unsigned => self.decode::<u64>().map(Into::into),
            _ => self.i64().map(Into::into),
        }
    }

    /// The value as the type says it. TINYINT(1) is how BOOLEAN is declared, so 0 and 1 in it are booleans.
    fn value(self, type_name: &str) -> Option<Value> {
        Some(match self.kind {
            Kind::Bool => match self.decode::<i16>()? {
                v @ 0..=1 => Value::Bool(v == 1),
                v => Value::I16(v),
            },
            Kind::Signed => match type_name {
                "TINYINT" | "SMALLINT" => Value::I16(self.decode()?),
                "INT" | "MEDIUMINT" => Value::I32(self.decode()?),
                _ => Value::I64(self.decode()?),
            },
            Kind::Unsigned => match type_name {
                "TINYINT UNSIGNED" => Value::I16(self.decode::<u64>()?.try_into().ok()?),
                "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "YEAR" => {
                    Value::I32(self.decode::<u64>()?.try_into().ok()?)
                }
                "INT UNSIGNED" => Value::I64(self.decode::<u64>()?.try_into().ok()?),
                _ => Value::U64(self.decode()?),
            },
            Kind::Float => Value::F32(self.decode()?),
            Kind::Double => Value::F64(self.decode()?),
            #[cfg(feature = "decimal")]
            Kind::Decimal => Value::Decimal(self.decimal()?),
            #[cfg(not(feature = "decimal"))]
            Kind::Decimal => Value::F64(self.f64()?),
            Kind::Text => Value::Text(self.decode()?),
            Kind::Bytes => Value::Bytes(self.decode()?),
            #[cfg(feature = "chrono")]
            Kind::Date => Value::Date(self.decode()?),
            #[cfg(feature = "chrono")]
            Kind::Time => Value::Time(self.time()?),
            #[cfg(feature = "chrono")]
            Kind::DateTime => Value::DateTime(self.decode()?),
            #[cfg(feature = "json")]
            Kind::Json => Value::Json(serde_json::from_str(self.decode()?).ok()?),
            #[cfg(not(feature = "json"))]
            Kind::Json => Value::Text(self.decode()?),
            #[cfg(not(feature = "chrono"))]
            Kind::Date | Kind::Time | Kind::DateTime => return None,
            Kind::Unknown => return None,
        })
    }
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
        self.read(index, "bool", |raw| raw.i64().filter(|v| (0..=1).contains(v)).map(|v| v == 1))
    }

    fn i64(&self, index: usize) -> Cell<i64> {
        self.read(index, "i64", Raw::i64)
    }

    fn u64(&self, index: usize) -> Cell<u64> {
        self.read(index, "u64", Raw::u64)
    }

    fn f64(&self, index: usize) -> Cell<f64> {
        self.read(index, "f64", Raw::f64)
    }

    fn str(&self, index: usize) -> Cell<&str> {
        self.read(index, "String", Raw::str)
    }

    fn bytes(&self, index: usize) -> Cell<&[u8]> {
        self.read(index, "bytes", Raw::bytes)
    }

    #[cfg(feature = "chrono")]
    fn date(&self, index: usize) -> Cell<chrono::NaiveDate> {
        self.read(index, "NaiveDate", |raw| if raw.kind == Kind::Date { raw.decode() } else { None })
    }

    #[cfg(feature = "chrono")]
    fn time(&self, index: usize) -> Cell<chrono::NaiveTime> {
        self.read(index, "NaiveTime", Raw::time)
    }

    #[cfg(feature = "chrono")]
    fn datetime(&self, index: usize) -> Cell<chrono::NaiveDateTime> {
        self.read(index, "NaiveDateTime", Raw::datetime)
    }

    #[cfg(feature = "chrono")]
    fn timestamp(&self, index: usize) -> Cell<chrono::DateTime<chrono::Utc>> {
        self.read(index, "DateTime<Utc>", |raw| raw.datetime().map(|v| v.and_utc()))
    }

    #[cfg(feature = "uuid")]
    fn uuid(&self, index: usize) -> Cell<uuid::Uuid> {
        self.read(index, "Uuid", |raw| match raw.kind {
            Kind::Bytes => uuid::Uuid::from_slice(raw.decode()?).ok(),
            // MariaDB's own UUID type is sent as text.
            _ => raw.str()?.parse().ok(),
        })
    }

    #[cfg(feature = "decimal")]
    fn decimal(&self, index: usize) -> Cell<rust_decimal::Decimal> {
        self.read(index, "Decimal", Raw::decimal)
    }

    #[cfg(feature = "json")]
    fn json(&self, index: usize) -> Cell<serde_json::Value> {
        self.read(index, "JSON", |raw| serde_json::from_str(raw.str()?).ok())
    }

    #[cfg(feature = "chrono")]
    fn interval(&self, index: usize) -> Cell<chrono::TimeDelta> {
        Ok(self.i64(index)?.map(chrono::TimeDelta::microseconds))
    }

    fn array(&self, index: usize) -> Cell<Vec<Value>> {
        self.read(index, "array", |raw| json::elements(raw.str()?))
    }

    fn value(&self, index: usize) -> Result<Value, DecodeError> {
        let name = self.type_name(index);
        let Some(raw) = self.raw(index)? else {
            let kind = self.0.columns().get(index).map_or(Kind::Unknown, |column| Kind::of(column.type_info()));
            return Ok(Value::Null(column_type(kind)));
        };
        raw.value(name).ok_or_else(|| DecodeError::unheld(index, self.found(index)))
    }
}

/// What a NULL of this kind is a NULL of.
fn column_type(kind: Kind) -> ColumnType {
    match kind {
        Kind::Bool => ColumnType::Boolean,
        Kind::Signed => ColumnType::BigInteger,
        Kind::Unsigned => ColumnType::UnsignedBigInteger,
        Kind::Float => ColumnType::Float,
        Kind::Double => ColumnType::Double,
        Kind::Decimal => ColumnType::Numeric(None),
        Kind::Bytes => ColumnType::Bytes(None),
        Kind::Date => ColumnType::Date,
        Kind::Time => ColumnType::Time,
        Kind::DateTime => ColumnType::DateTime,
        Kind::Json => ColumnType::Json,
        Kind::Text | Kind::Unknown => ColumnType::Text(None),
    }
}
