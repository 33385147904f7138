//! Arrays, where they are kept as JSON.

use orm_core::Value;

/// The elements of an array in its JSON text.
#[cfg(feature = "json")]
pub(super) fn elements(text: &str) -> Option<Vec<Value>> {
    Value::array_from_json(serde_json::from_str(text).ok()?)
}

/// Nothing reads JSON.
#[cfg(not(feature = "json"))]
pub(super) fn elements(_text: &str) -> Option<Vec<Value>> {
    None
}
