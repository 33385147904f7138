//! Rust values as SQL values.

use super::Value;
use crate::types::{ArrayElement, SqlType};

macro_rules! from {
    ($($rust:ty),*) => {$(
        impl From<$rust> for Value {
            fn from(value: $rust) -> Self {
                SqlType::to_value(&value)
            }
        }
    )*};
}

from!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, char, Vec<u8>);
#[cfg(feature = "chrono")]
from!(
    chrono::NaiveDate,
    chrono::NaiveTime,
    chrono::NaiveDateTime,
    chrono::DateTime<chrono::Utc>,
    chrono::DateTime<chrono::FixedOffset>,
    chrono::TimeDelta
);
#[cfg(feature = "uuid")]
from!(uuid::Uuid);
#[cfg(feature = "decimal")]
from!(rust_decimal::Decimal);

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Bytes(bytes.to_owned())
    }
}

#[cfg(feature = "json")]
impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        Value::Json(json)
    }
}

impl<T: SqlType<Base = T>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.bound()
    }
}

impl<T: ArrayElement> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        values.bound()
    }
}
