//! Arrays as JSON, for databases that have none. What JSON has no form for (dates, decimals, infinity) is text in it.

use serde_json::Value as Json;

use super::Value;
use crate::schema::ColumnType;

impl Value {
    /// The value as a JSON document; `None` for byte strings and invalid values.
    ///
    /// ```
    /// use orm_core::{SqlType, Value};
    /// assert_eq!(vec![Some(1), None].to_value().to_json().unwrap().to_string(), "[1,null]");
    /// ```
    pub fn to_json(&self) -> Option<Json> {
        Some(match self {
            Value::Null(_) => Json::Null,
            Value::Bool(v) => (*v).into(),
            Value::I16(v) => (*v).into(),
            Value::I32(v) => (*v).into(),
            Value::I64(v) => (*v).into(),
            Value::U64(v) => (*v).into(),
            Value::F32(v) if v.is_finite() => f64::from(*v).into(),
            Value::F64(v) if v.is_finite() => (*v).into(),
            Value::F32(v) => v.to_string().into(),
            Value::F64(v) => v.to_string().into(),
            Value::Text(v) => v.clone().into(),
            #[cfg(feature = "chrono")]
            Value::Date(v) => v.to_string().into(),
            #[cfg(feature = "chrono")]
            Value::Time(v) => v.to_string().into(),
            #[cfg(feature = "chrono")]
            Value::DateTime(v) => v.to_string().into(),
            #[cfg(feature = "chrono")]
            Value::Timestamp(v) => v.naive_utc().to_string().into(),
            #[cfg(feature = "chrono")]
            Value::Interval(v) => v.num_microseconds()?.into(),
            #[cfg(feature = "uuid")]
            Value::Uuid(v) => v.to_string().into(),
            #[cfg(feature = "decimal")]
            Value::Decimal(v) => v.to_string().into(),
            Value::Json(v) => v.clone(),
            Value::Array(_, values) => Json::Array(values.iter().map(Value::to_json).collect::<Option<_>>()?),
            Value::Typed(_, v) => v.to_json()?,
            Value::Bytes(_) | Value::Invalid(_) => return None,
        })
    }

    /// The elements of a JSON array; `None` for any other document.
    pub fn array_from_json(json: Json) -> Option<Vec<Value>> {
        let Json::Array(elements) = json else { return None };
        let value = |json| match json {
            Json::Null => Value::Null(ColumnType::Text(None)),
            Json::Bool(v) => Value::Bool(v),
            Json::String(v) => Value::Text(v),
            Json::Number(ref number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(v), ..) => Value::I64(v),
                (_, Some(v), _) => Value::U64(v),
                (.., Some(v)) => Value::F64(v),
                _ => Value::Json(json),
            },
            other => Value::Json(other),
        };
        Some(elements.into_iter().map(value).collect())
    }
}
