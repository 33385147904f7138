//! What a dynamic value can be read as. A database without a type of its own for something stores it as another
//! (SQLite: dates as text, UUIDs as bytes), so that reading is wider than writing.

#[cfg(feature = "decimal")]
use crate::types::exact_decimal;
use crate::value::Value;

pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        #[cfg(feature = "decimal")]
        Value::Decimal(v) if v.is_integer() => i64::try_from(*v).ok(),
        other => other.as_i64(),
    }
}

pub(super) fn float(value: &Value) -> Option<f64> {
    match value {
        Value::F64(v) => Some(*v),
        Value::F32(v) => Some((*v).into()),
        #[cfg(feature = "decimal")]
        Value::Decimal(v) => f64::try_from(*v).ok(),
        // JSON arrays hold infinity as text.
        Value::Text(v) => v.parse().ok(),
        #[allow(clippy::cast_precision_loss)] // as SQL does
        other => other.as_i64().map(|v| v as f64),
    }
}

pub(super) fn text(value: &Value) -> Option<&str> {
    if let Value::Text(v) = value { Some(v) } else { None }
}

#[cfg(feature = "chrono")]
pub(super) fn date(value: &Value) -> Option<chrono::NaiveDate> {
    if let Value::Date(v) = value { Some(*v) } else { text(value)?.parse().ok() }
}

#[cfg(feature = "chrono")]
pub(super) fn time(value: &Value) -> Option<chrono::NaiveTime> {
    if let Value::Time(v) = value { Some(*v) } else { text(value)?.parse().ok() }
}

#[cfg(feature = "chrono")]
pub(super) fn datetime(value: &Value) -> Option<chrono::NaiveDateTime> {
    match value {
        Value::DateTime(v) => Some(*v),
        Value::Timestamp(v) => Some(v.naive_utc()),
        other => {
            let text = text(other)?;
            let parse = |format| chrono::NaiveDateTime::parse_from_str(text, format).ok();
            parse("%Y-%m-%d %H:%M:%S%.f").or_else(|| parse("%Y-%m-%dT%H:%M:%S%.f"))
        }
    }
}

/// A text that names no zone is in UTC.
#[cfg(feature = "chrono")]
pub(super) fn timestamp(value: &Value) -> Option<chrono::DateTime<chrono::Utc>> {
    let zoned = || chrono::DateTime::parse_from_rfc3339(text(value)?).ok().map(|instant| instant.to_utc());
    datetime(value).map(|naive| naive.and_utc()).or_else(zoned)
}

#[cfg(feature = "uuid")]
pub(super) fn uuid(value: &Value) -> Option<uuid::Uuid> {
    match value {
        Value::Uuid(v) => Some(*v),
        Value::Bytes(v) => uuid::Uuid::from_slice(v).ok(),
        other => text(other)?.parse().ok(),
    }
}

#[cfg(feature = "decimal")]
pub(super) fn decimal(value: &Value) -> Option<rust_decimal::Decimal> {
    match value {
        Value::Decimal(v) => Some(*v),
        // By its shortest text: 0.99 is 0.99.
        Value::F64(v) => exact_decimal(&v.to_string()),
        Value::F32(v) => exact_decimal(&v.to_string()),
        Value::Text(v) => exact_decimal(v),
        other => other.as_i64().map(Into::into),
    }
}

#[cfg(feature = "json")]
pub(super) fn json(value: &Value) -> Option<serde_json::Value> {
    if let Value::Json(v) = value { Some(v.clone()) } else { serde_json::from_str(text(value)?).ok() }
}

#[cfg(feature = "chrono")]
pub(super) fn interval(value: &Value) -> Option<chrono::TimeDelta> {
    if let Value::Interval(v) = value { Some(*v) } else { value.as_i64().map(chrono::TimeDelta::microseconds) }
}

pub(super) fn array(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(_, values) => Some(values.clone()),
        #[cfg(feature = "json")]
        other => Value::array_from_json(json(other)?),
        #[cfg(not(feature = "json"))]
        _ => None,
    }
}
