//! Values as databases compare them: what Rust takes for different may be equal to a database. Texts are in many collations, and so is what
//! has several spellings.

use orm_core::Value;
use orm_core::schema::ColumnType;

/// Whether no database takes the values for equal.
pub(crate) fn certainly_differ(a: &Value, b: &Value) -> bool {
    matches!((rough(a), rough(b)), (Some(a), Some(b)) if a != b)
}

/// What all values have in common that some database takes for equal to this one; `None` where that cannot be said. NULL is like NULL.
pub(crate) fn rough(value: &Value) -> Option<Value> {
    if let Some(number) = value.as_i64() {
        return Some(Value::I64(number));
    }
    match value.untyped() {
        Value::Null(_) => Some(Value::Null(ColumnType::BigInteger)),
        // MySQL ignores spaces at the end.
        Value::Text(text) if is_simple(text) => Some(Value::Text(text.trim_end().to_ascii_lowercase())),
        plain @ (Value::Bool(_) | Value::U64(_)) => Some(plain.clone()),
        #[cfg(feature = "chrono")]
        plain @ (Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Timestamp(_)) => Some(plain.clone()),
        #[cfg(feature = "uuid")]
        plain @ Value::Uuid(_) => Some(plain.clone()),
        #[cfg(feature = "decimal")]
        plain @ Value::Decimal(_) => Some(plain.clone()),
        _ => None,
    }
}

/// Printable ASCII: every collation agrees about these characters, case aside.
pub(crate) fn is_simple(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use orm_core::Value;

    use super::certainly_differ;

    #[test]
    fn values_differ_only_where_no_database_equates_them() {
        let differ = |a: &str, b: &str| certainly_differ(&Value::Text(a.to_owned()), &Value::Text(b.to_owned()));
        assert!(differ("Alice", "Bob") && certainly_differ(&Value::I32(1), &Value::I64(2)));
        assert!(!certainly_differ(&Value::I32(1), &Value::I64(1)));
        for (a, b) in [("a", "A"), ("a", "a "), ("e", "é"), ("ss", "ß"), ("a", "a\u{0}")] {
            assert!(!differ(a, b), "{a:?} {b:?}");
        }
    }
}
