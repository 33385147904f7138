//! [`Value`]: one SQL value, as it is bound to a statement or read from a dynamic row.

mod array;
mod from;
mod hash;
#[cfg(feature = "json")]
mod json;

use std::fmt;

use crate::schema::ColumnType;

/// One SQL value with its type.
///
/// Statements carry values in this form, drivers bind them; integers narrower than a database has
/// are widened (`u8` travels as [`Value::I16`], `u32` as [`Value::I64`]).
///
/// ```
/// use orm_core::Value;
/// assert_eq!(Value::Text("a".into()).to_string(), "'a'");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value {
    /// SQL NULL of a type (drivers must name the type of a NULL they bind).
    Null(ColumnType),
    /// A boolean.
    Bool(bool),
    /// A 16-bit integer.
    I16(i16),
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// An unsigned 64-bit integer. SQLite and PostgreSQL have none: binding more than `i64::MAX` there is an error.
    U64(u64),
    /// A single precision float.
    F32(f32),
    /// A double precision float.
    F64(f64),
    /// A string.
    Text(String),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A calendar date.
    #[cfg(feature = "chrono")]
    Date(chrono::NaiveDate),
    /// A time of day.
    #[cfg(feature = "chrono")]
    Time(chrono::NaiveTime),
    /// A date and time without time zone.
    #[cfg(feature = "chrono")]
    DateTime(chrono::NaiveDateTime),
    /// An instant.
    #[cfg(feature = "chrono")]
    Timestamp(chrono::DateTime<chrono::Utc>),
    /// A UUID.
    #[cfg(feature = "uuid")]
    Uuid(uuid::Uuid),
    /// An exact decimal number.
    #[cfg(feature = "decimal")]
    Decimal(rust_decimal::Decimal),
    /// A JSON document.
    #[cfg(feature = "json")]
    Json(serde_json::Value),
    /// A span of time.
    #[cfg(feature = "chrono")]
    Interval(chrono::TimeDelta),
    /// Values of one type (named first): an array on PostgreSQL, a JSON array elsewhere.
    Array(ColumnType, Vec<Value>),
    /// A value of a type with a name of its own (an enumeration, a custom type), which travels as the value within.
    Typed(ColumnType, Box<Value>),
    /// What could not be made a value, and why: a statement with it is not executed.
    Invalid(String),
}

impl Value {
    /// About how many bytes the value takes in a statement.
    pub fn bytes(&self) -> usize {
        match self {
            Value::Text(text) | Value::Invalid(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            #[cfg(feature = "json")]
            Value::Json(document) => json_bytes(document),
            Value::Array(_, values) => values.iter().map(|value| value.bytes() + 4).sum(),
            Value::Typed(_, value) => value.bytes(),
            _ => 16,
        }
    }
}

#[cfg(feature = "json")]
fn json_bytes(document: &serde_json::Value) -> usize {
    match document {
        serde_json::Value::String(text) => text.len() + 2,
        serde_json::Value::Array(values) => values.iter().map(|value| json_bytes(value) + 1).sum(),
        serde_json::Value::Object(fields) => fields.iter().map(|(key, value)| key.len() + 4 + json_bytes(value)).sum(),
        _ => 8,
    }
}

/// Times are sent to the microsecond, which is as exact as the databases are.
#[cfg(feature = "chrono")]
impl Value {
    /// A time that is more exact than a database keeps it, as it is kept; `None` for anything else.
    pub fn to_microseconds(&self) -> Option<Value> {
        use chrono::Timelike;
        fn cut<T: Timelike>(time: &T) -> Option<T> {
            let rest = time.nanosecond() % 1_000;
            if rest == 0 { None } else { time.with_nanosecond(time.nanosecond() - rest) }
        }
        match self {
            Value::Time(time) => cut(time).map(Value::Time),
            Value::DateTime(time) => cut(time).map(Value::DateTime),
            Value::Timestamp(time) => cut(time).map(Value::Timestamp),
            _ => None,
        }
    }
}

/// Without times there is nothing to cut.
#[cfg(not(feature = "chrono"))]
impl Value {
    /// A time that is more exact than a database keeps it, as it is kept; `None` for anything else.
    pub fn to_microseconds(&self) -> Option<Value> {
        None
    }
}

impl Value {
    /// What a column of a type keeps of this, if it is not the same to the last digit: a decimal has as many digits after the point as the
    /// column, rounded as databases round it (half away from zero), and a time is cut down to microseconds.
    pub fn to_stored(&self, ty: ColumnType) -> Option<Value> {
        match (self, ty) {
            #[cfg(feature = "decimal")]
            (Value::Decimal(decimal), ColumnType::Numeric(Some((_, scale)))) => {
                crate::types::at_scale(*decimal, scale.into()).map(Value::Decimal)
            }
            _ => self.to_microseconds(),
        }
    }

    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null(_))
    }

    /// A number for each kind of value, NULL of any type being 0.
    pub(crate) fn kind(&self) -> u8 {
        match self {
            Value::Null(_) => 0,
            Value::Bool(_) => 1,
            Value::I16(_) => 2,
            Value::I32(_) => 3,
            Value::I64(_) => 4,
            Value::U64(_) => 5,
            Value::F32(_) => 6,
            Value::F64(_) => 7,
            Value::Text(_) => 8,
            Value::Bytes(_) => 9,
            #[cfg(feature = "chrono")]
            Value::Date(_) => 10,
            #[cfg(feature = "chrono")]
            Value::Time(_) => 11,
            #[cfg(feature = "chrono")]
            Value::DateTime(_) => 12,
            #[cfg(feature = "chrono")]
            Value::Timestamp(_) => 13,
            #[cfg(feature = "uuid")]
            Value::Uuid(_) => 14,
            #[cfg(feature = "decimal")]
            Value::Decimal(_) => 15,
            #[cfg(feature = "json")]
            Value::Json(_) => 16,
            Value::Array(..) => 17,
            #[cfg(feature = "chrono")]
            Value::Interval(_) => 18,
            Value::Typed(..) => 19,
            Value::Invalid(_) => 20,
        }
    }

    /// The value as one of type `ty`: [`Typed`](Value::Typed) where that is a type with a name of its own.
    pub fn of_type(self, ty: ColumnType) -> Value {
        match (self, ty) {
            (Value::Null(_), ty) => Value::Null(ty),
            (value, ColumnType::Enum(_) | ColumnType::Custom(_)) => Value::Typed(ty, Box::new(value)),
            (value, _) => value,
        }
    }

    /// The value as it travels: what is within a [`Typed`](Value::Typed) one.
    pub fn untyped(&self) -> &Value {
        if let Value::Typed(_, value) = self { value.untyped() } else { self }
    }

    /// The integer held, whatever its width; `None` for anything else.
    pub fn as_i64(&self) -> Option<i64> {
        match *self.untyped() {
            Value::I16(v) => Some(v.into()),
            Value::I32(v) => Some(v.into()),
            Value::I64(v) => Some(v),
            Value::U64(v) => i64::try_from(v).ok(),
            _ => None,
        }
    }
}

/// Shows the value as a SQL literal would look. For logs only: statements always bind values.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null(_) => f.write_str("NULL"),
            Value::Bool(v) => write!(f, "{v}"),
            Value::I16(v) => write!(f, "{v}"),
            Value::I32(v) => write!(f, "{v}"),
            Value::I64(v) => write!(f, "{v}"),
            Value::U64(v) => write!(f, "{v}"),
            Value::F32(v) => write!(f, "{v:?}"),
            Value::F64(v) => write!(f, "{v:?}"),
            Value::Text(v) => write!(f, "'{}'", v.replace('\'', "''")),
            Value::Bytes(v) => {
                f.write_str("X'")?;
                v.iter().try_for_each(|b| write!(f, "{b:02x}"))?;
                f.write_str("'")
            }
            #[cfg(feature = "chrono")]
            Value::Date(v) => write!(f, "'{v}'"),
            #[cfg(feature = "chrono")]
            Value::Time(v) => write!(f, "'{v}'"),
            #[cfg(feature = "chrono")]
            Value::DateTime(v) => write!(f, "'{v}'"),
            #[cfg(feature = "chrono")]
            Value::Timestamp(v) => write!(f, "'{v}'"),
            #[cfg(feature = "uuid")]
            Value::Uuid(v) => write!(f, "'{v}'"),
            #[cfg(feature = "decimal")]
            Value::Decimal(v) => write!(f, "{v}"),
            #[cfg(feature = "json")]
            Value::Json(v) => write!(f, "'{}'", v.to_string().replace('\'', "''")),
            #[cfg(feature = "chrono")]
            Value::Interval(v) => write!(f, "'{v}'"),
            Value::Typed(_, v) => v.fmt(f),
            Value::Invalid(reason) => write!(f, "<{reason}>"),
            Value::Array(_, values) => {
                f.write_str("[")?;
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{value}")?;
                }
                f.write_str("]")
            }
        }
    }
}

impl Value {
    /// The column type that stores such a value; `None` for arrays of types with names of their own, and for invalid ones.
    pub fn column_type(&self) -> Option<ColumnType> {
        Some(match self {
            Value::Null(ty) => *ty,
            Value::Bool(_) => ColumnType::Boolean,
            Value::I16(_) => ColumnType::SmallInteger,
            Value::I32(_) => ColumnType::Integer,
            Value::I64(_) => ColumnType::BigInteger,
            Value::U64(_) => ColumnType::UnsignedBigInteger,
            Value::F32(_) => ColumnType::Float,
            Value::F64(_) => ColumnType::Double,
            Value::Text(_) => ColumnType::Text(None),
            Value::Bytes(_) => ColumnType::Bytes(None),
            #[cfg(feature = "chrono")]
            Value::Date(_) => ColumnType::Date,
            #[cfg(feature = "chrono")]
            Value::Time(_) => ColumnType::Time,
            #[cfg(feature = "chrono")]
            Value::DateTime(_) => ColumnType::DateTime,
            #[cfg(feature = "chrono")]
            Value::Timestamp(_) => ColumnType::Timestamp,
            #[cfg(feature = "uuid")]
            Value::Uuid(_) => ColumnType::Uuid,
            #[cfg(feature = "decimal")]
            Value::Decimal(_) => ColumnType::Numeric(None),
            #[cfg(feature = "json")]
            Value::Json(_) => ColumnType::Json,
            #[cfg(feature = "chrono")]
            Value::Interval(_) => ColumnType::Interval,
            Value::Typed(ty, _) => *ty,
            Value::Array(element, _) => return array::type_of(*element),
            Value::Invalid(_) => return None,
        })
    }
}

/// A span of time as PostgreSQL reads it, to the microsecond.
#[cfg(feature = "chrono")]
pub(crate) fn interval_text(span: chrono::TimeDelta) -> String {
    let (seconds, micros) = (span.num_seconds(), span.subsec_nanos() / 1_000);
    format!("{seconds} seconds {micros} microseconds")
}
