//! Reads the cells of a PostgreSQL row, by the type of each and from its binary form.

use orm_core::Value;
use orm_core::error::DecodeError;
use orm_core::row::{Cell, RowReader};
use orm_core::schema::ColumnType;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgRow, PgTypeInfo, PgTypeKind, PgValueFormat};
use sqlx::{Column, Row, TypeInfo, ValueRef};

use super::{array, hstore, numeric, oid, range};
use crate::driver::number;

/// A row.
pub(super) struct Reader<'r>(pub &'r PgRow);

/// A value that is not NULL.
#[derive(Clone, Copy)]
struct Raw<'r> {
    oid: u32,
    bytes: &'r [u8],
}

impl<'r> Reader<'r> {
    fn raw(&self, index: usize) -> Cell<Raw<'r>> {
        let value = self.0.try_get_raw(index).map_err(|_| DecodeError::missing(index, self.0.len()))?;
        if value.is_null() {
            return Ok(None);
        }
        if value.format() != PgValueFormat::Binary {
            return Err(DecodeError::mismatch(index, "binary", "text"));
        }
        let oid = type_of(&value.type_info());
        let bytes = value.as_bytes().map_err(|error| DecodeError::mismatch(index, "a value", error.to_string()))?;
        Ok(Some(Raw { oid, bytes }))
    }

    /// Converts the value; `None` from `convert` is a mismatch.
    fn read<T>(&self, index: usize, expected: &str, convert: impl FnOnce(Raw<'r>) -> Option<T>) -> Cell<T> {
        let Some(raw) = self.raw(index)? else { return Ok(None) };
        convert(raw).map(Some).ok_or_else(|| DecodeError::mismatch(index, expected, self.describe(index, raw)))
    }

    fn type_name(&self, index: usize) -> &str {
        self.0.columns().get(index).map_or("", |column| column.type_info().name())
    }

    /// For messages: the type, and the value where it is a short one.
    fn describe(&self, index: usize, raw: Raw<'_>) -> String {
        match raw.value() {
            Some(value) if raw.bytes.len() <= 40 => format!("{} {value}", self.type_name(index)),
            None if let Some(number) = raw.numeric() => number::described(self.type_name(index), &number),
            _ => self.type_name(index).to_owned(),
        }
    }
}

impl<'r> Raw<'r> {
    fn array<const N: usize>(self) -> Option<[u8; N]> {
        self.bytes.try_into().ok()
    }

    fn integer(self) -> Option<i64> {
        match self.oid {
            oid::INT2 => self.array().map(|v| i16::from_be_bytes(v).into()),
            oid::INT4 => self.array().map(|v| i32::from_be_bytes(v).into()),
            oid::INT8 => self.array().map(i64::from_be_bytes),
            oid::OID => self.array().map(|v| u32::from_be_bytes(v).into()),
            _ => None,
        }
    }

    fn numeric(self) -> Option<String> {
        if self.oid == oid::NUMERIC { numeric::text(self.bytes) } else { None }
    }

    fn i64(self) -> Option<i64> {
        self.integer().or_else(|| number::integer(&self.numeric()?))
    }

    fn u64(self) -> Option<u64> {
        match self.oid {
            oid::NUMERIC => number::integer(&self.numeric()?),
            _ => self.integer()?.try_into().ok(),
        }
    }

    fn f64(self) -> Option<f64> {
        match self.oid {
            oid::FLOAT4 => self.array().map(|v| f32::from_be_bytes(v).into()),
            oid::FLOAT8 => self.array().map(f64::from_be_bytes),
            oid::NUMERIC => self.numeric()?.parse().ok(),
            #[allow(clippy::cast_precision_loss)] // as SQL does
            _ => self.integer().map(|v| v as f64),
        }
    }

    fn bool(self) -> Option<bool> {
        match self.oid {
            oid::BOOL => self.array().map(|[v]| v != 0),
            _ => self.integer().filter(|v| (0..=1).contains(v)).map(|v| v == 1),
        }
    }

    fn str(self) -> Option<&'r str> {
        match self.oid {
            oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::UNKNOWN => std::str::from_utf8(self.bytes).ok(),
            _ => None,
        }
    }

    /// JSON text; JSONB has a version byte before it.
    fn json_text(self) -> Option<&'r str> {
        let bytes = match self.oid {
            oid::JSON => self.bytes,
            oid::JSONB => self.bytes.strip_prefix(&[1])?,
            _ => return self.str(),
        };
        std::str::from_utf8(bytes).ok()
    }

    fn bytes(self) -> Option<&'r [u8]> {
        if self.oid == oid::BYTEA { Some(self.bytes) } else { self.str().map(str::as_bytes) }
    }

    #[cfg(feature = "chrono")]
    fn date(self) -> Option<chrono::NaiveDate> {
        if self.oid == oid::DATE { super::temporal::date(i32::from_be_bytes(self.array()?)) } else { None }
    }

    #[cfg(feature = "chrono")]
    fn time(self) -> Option<chrono::NaiveTime> {
        if self.oid == oid::TIME { super::temporal::time(i64::from_be_bytes(self.array()?)) } else { None }
    }

    /// With or without time zone: both are kept in UTC.
    #[cfg(feature = "chrono")]
    fn timestamp(self) -> Option<chrono::DateTime<chrono::Utc>> {
        match self.oid {
            oid::TIMESTAMP | oid::TIMESTAMPTZ => super::temporal::timestamp(i64::from_be_bytes(self.array()?)),
            _ => None,
        }
    }

    #[cfg(feature = "uuid")]
    fn uuid(self) -> Option<uuid::Uuid> {
        match self.oid {
            oid::UUID => uuid::Uuid::from_slice(self.bytes).ok(),
            _ => self.str()?.parse().ok(),
        }
    }

    #[cfg(feature = "decimal")]
    fn decimal(self) -> Option<rust_decimal::Decimal> {
        match self.oid {
            oid::NUMERIC => number::decimal(&self.numeric()?),
            // The shortest text that stands for the float: 0.99 is 0.99.
            oid::FLOAT4 => number::decimal(&f32::from_be_bytes(self.array()?).to_string()),
            oid::FLOAT8 => number::decimal(&f64::from_be_bytes(self.array()?).to_string()),
            _ => self.integer().map(Into::into),
        }
    }

    /// Months are of no length, and days of 24 hours.
    #[cfg(feature = "chrono")]
    fn interval(self) -> Option<chrono::TimeDelta> {
        if self.oid != oid::INTERVAL {
            return self.integer().map(chrono::TimeDelta::microseconds);
        }
        super::temporal::interval(self.array()?)
    }

    fn elements(self) -> Option<Vec<Value>> {
        match oid::element_of(self.oid) {
            Some(element) => array_value(element, self.bytes).map(|(_, values)| values),
            #[cfg(feature = "json")]
            None => Value::array_from_json(serde_json::from_str(self.json_text()?).ok()?),
            #[cfg(not(feature = "json"))]
            None => None,
        }
    }

    /// The value as the type says it.
    fn value(self) -> Option<Value> {
        Some(match self.oid {
            oid::BOOL => Value::Bool(self.bool()?),
            oid::INT2 => Value::I16(self.integer()?.try_into().ok()?),
            oid::INT4 => Value::I32(self.integer()?.try_into().ok()?),
            oid::INT8 | oid::OID => Value::I64(self.integer()?),
            oid::FLOAT4 => Value::F32(f32::from_be_bytes(self.array()?)),
            oid::FLOAT8 => Value::F64(self.f64()?),
            oid::BYTEA => Value::Bytes(self.bytes.to_owned()),
            #[cfg(feature = "decimal")]
            oid::NUMERIC => Value::Decimal(self.decimal()?),
            #[cfg(not(feature = "decimal"))]
            oid::NUMERIC => Value::F64(self.f64()?),
            #[cfg(feature = "chrono")]
            oid::DATE => Value::Date(self.date()?),
            #[cfg(feature = "chrono")]
            oid::TIME => Value::Time(self.time()?),
            #[cfg(feature = "chrono")]
            oid::TIMESTAMP => Value::DateTime(self.timestamp()?.naive_utc()),
            #[cfg(feature = "chrono")]
            oid::TIMESTAMPTZ => Value::Timestamp(self.timestamp()?),
            #[cfg(feature = "chrono")]
            oid::INTERVAL => Value::Interval(self.interval()?),
            #[cfg(feature = "uuid")]
            oid::UUID => Value::Uuid(self.uuid()?),
            #[cfg(feature = "json")]
            oid::JSON | oid::JSONB => Value::Json(serde_json::from_str(self.json_text()?).ok()?),
            #[cfg(not(feature = "json"))]
            oid::JSON | oid::JSONB => Value::Text(self.json_text()?.to_owned()),
            oid::HSTORE => Value::Text(hstore::text(self.bytes)?),
            other if let Some(oid) = range::element_of(other) => {
                Value::Text(range::text(self.bytes, |bytes| Raw { oid, bytes }.value())?)
            }
            other => match oid::element_of(other) {
                Some(element) => {
                    let (ty, values) = array_value(element, self.bytes)?;
                    Value::Array(ty, values)
                }
                None => Value::Text(self.str()?.to_owned()),
            },
        })
    }
}

/// The type as one that is known here: labels of enumerations, CITEXT and XML are text, and a domain is what it is made of.
fn type_of(ty: &PgTypeInfo) -> u32 {
    match ty.kind() {
        PgTypeKind::Enum(_) => oid::TEXT,
        PgTypeKind::Domain(base) => type_of(base),
        PgTypeKind::Array(element) => oid::array_of(type_of(element)),
        _ if ty.name().eq_ignore_ascii_case("hstore") => oid::HSTORE,
        _ if ["citext", "xml"].iter().any(|text| ty.name().eq_ignore_ascii_case(text)) => oid::TEXT,
        _ => ty.oid().map_or(0, |Oid(oid)| oid),
    }
}

fn array_value(oid: u32, bytes: &[u8]) -> Option<(ColumnType, Vec<Value>)> {
    let ty = oid::column_type(oid)?;
    let (_, elements) = array::decode(bytes)?;
    let values = elements.into_iter().map(|element| match element {
        Some(bytes) => Raw { oid, bytes }.value(),
        None => Some(Value::Null(ty)),
    });
    Some((ty, values.collect::<Option<_>>()?))
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
        self.read(index, "bool", Raw::bool)
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
        self.read(index, "NaiveDate", Raw::date)
    }

    #[cfg(feature = "chrono")]
    fn time(&self, index: usize) -> Cell<chrono::NaiveTime> {
        self.read(index, "NaiveTime", Raw::time)
    }

    #[cfg(feature = "chrono")]
    fn datetime(&self, index: usize) -> Cell<chrono::NaiveDateTime> {
        self.read(index, "NaiveDateTime", |raw| raw.timestamp().map(|v| v.naive_utc()))
    }

    #[cfg(feature = "chrono")]
    fn timestamp(&self, index: usize) -> Cell<chrono::DateTime<chrono::Utc>> {
        self.read(index, "DateTime<Utc>", Raw::timestamp)
    }

    #[cfg(feature = "uuid")]
    fn uuid(&self, index: usize) -> Cell<uuid::Uuid> {
        self.read(index, "Uuid", Raw::uuid)
    }

    #[cfg(feature = "decimal")]
    fn decimal(&self, index: usize) -> Cell<rust_decimal::Decimal> {
        self.read(index, "Decimal", Raw::decimal)
    }

    #[cfg(feature = "json")]
    fn json(&self, index: usize) -> Cell<serde_json::Value> {
        self.read(index, "JSON", |raw| serde_json::from_str(raw.json_text()?).ok())
    }

    #[cfg(feature = "chrono")]
    fn interval(&self, index: usize) -> Cell<chrono::TimeDelta> {
        self.read(index, "TimeDelta", Raw::interval)
    }

    fn array(&self, index: usize) -> Cell<Vec<Value>> {
        self.read(index, "array", Raw::elements)
    }

    fn value(&self, index: usize) -> Result<Value, DecodeError> {
        let Some(raw) = self.raw(index)? else {
            let oid = self.0.columns().get(index).and_then(|column| column.type_info().oid());
            let ty = oid.and_then(|Oid(oid)| oid::column_type(oid)).unwrap_or(ColumnType::Text(None));
            return Ok(Value::Null(ty));
        };
        raw.value().ok_or_else(|| DecodeError::unheld(index, self.describe(index, raw)))
    }
}
