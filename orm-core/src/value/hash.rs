//! Equality and hashing of values, so that they can be keys: integers compare across widths, floats by bits,
//! NULL equals NULL, and a value with a named type equals the one that it travels as.

use std::hash::{Hash, Hasher};

use super::Value;

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        if let (Some(a), Some(b)) = (self.as_i64(), other.as_i64()) {
            return a == b;
        }
        match (self.untyped(), other.untyped()) {
            (Value::Null(_), Value::Null(_)) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::U64(a), Value::U64(b)) => a == b,
            (Value::F32(a), Value::F32(b)) => a.to_bits() == b.to_bits(),
            (Value::F64(a), Value::F64(b)) => a.to_bits() == b.to_bits(),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Bytes(a), Value::Bytes(b)) => a == b,
            #[cfg(feature = "chrono")]
            (Value::Date(a), Value::Date(b)) => a == b,
            #[cfg(feature = "chrono")]
            (Value::Time(a), Value::Time(b)) => a == b,
            #[cfg(feature = "chrono")]
            (Value::DateTime(a), Value::DateTime(b)) => a == b,
            #[cfg(feature = "chrono")]
            (Value::Timestamp(a), Value::Timestamp(b)) => a == b,
            #[cfg(feature = "uuid")]
            (Value::Uuid(a), Value::Uuid(b)) => a == b,
            #[cfg(feature = "decimal")]
            (Value::Decimal(a), Value::Decimal(b)) => a == b,
            #[cfg(feature = "json")]
            (Value::Json(a), Value::Json(b)) => a == b,
            #[cfg(feature = "chrono")]
            (Value::Interval(a), Value::Interval(b)) => a == b,
            (Value::Array(_, a), Value::Array(_, b)) => a == b,
            (Value::Invalid(a), Value::Invalid(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if let Some(integer) = self.as_i64() {
            return integer.hash(state);
        }
        match self.untyped() {
            Value::Bool(v) => v.hash(state),
            Value::U64(v) => v.hash(state),
            Value::F32(v) => v.to_bits().hash(state),
            Value::F64(v) => v.to_bits().hash(state),
            Value::Text(v) => v.hash(state),
            Value::Bytes(v) => v.hash(state),
            #[cfg(feature = "chrono")]
            Value::Date(v) => v.hash(state),
            #[cfg(feature = "chrono")]
            Value::Time(v) => v.hash(state),
            #[cfg(feature = "chrono")]
            Value::DateTime(v) => v.hash(state),
            #[cfg(feature = "chrono")]
            Value::Timestamp(v) => v.hash(state),
            #[cfg(feature = "uuid")]
            Value::Uuid(v) => v.hash(state),
            #[cfg(feature = "decimal")]
            Value::Decimal(v) => v.hash(state),
            // JSON objects compare without order: equal documents must hash alike, so only the kind counts.
            #[cfg(feature = "json")]
            Value::Json(v) => std::mem::discriminant(v).hash(state),
            #[cfg(feature = "chrono")]
            Value::Interval(v) => v.hash(state),
            Value::Array(_, v) => v.hash(state),
            Value::Invalid(v) => v.hash(state),
            Value::Typed(..) | Value::Null(_) | Value::I16(_) | Value::I32(_) | Value::I64(_) => {}
        }
    }
}
