//! [`Json`]: a JSON document with a Rust type.

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

/// A `T` that is stored as a JSON document, by way of serde.
///
/// `Json(None::<T>)` is the JSON `null`; the NULL of SQL is the `None` of an `Option<Json<T>>`.
///
/// ```
/// use orm_core::types::Json;
/// use orm_core::{SqlType, Value};
///
/// let mut tags = Json(vec!["a", "b"]);
/// tags.push("c");
/// assert_eq!(tags.len(), 3);
/// assert_eq!(Json(vec![1, 2]).to_value().to_string(), "'[1,2]'");
/// assert_eq!(Json(None::<i64>).to_value().to_string(), "'null'");
/// assert!(None::<Json<i64>>.to_value().is_null());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> SqlType for Json<T>
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
{
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Json;

    fn to_value(&self) -> Value {
        serde_json::to_value(&self.0).map_or_else(|error| Value::Invalid(format!("no JSON: {error}")), Value::Json)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        let json = required(row.json(index)?, index)?;
        let value = T::deserialize(json).map_err(|error| DecodeError::invalid(index, "Json", &error.to_string()))?;
        Ok(Json(value))
    }
}
