//! Values as SQL literals, for DDL only: a statement binds its values.

use super::Dialect;
use crate::value::Value;

impl Dialect {
    /// Appends a value as a literal.
    pub(crate) fn literal(&self, value: &Value, out: &mut String) {
        match value {
            Value::Text(text) => self.text_literal(text, out),
            Value::Bool(true) => out.push_str("TRUE"),
            Value::Bool(false) => out.push_str("FALSE"),
            #[cfg(feature = "json")]
            Value::Json(json) => self.text_literal(&json.to_string(), out),
            #[cfg(feature = "uuid")]
            Value::Uuid(uuid) if !self.capabilities.array_params => {
                out.push_str(&Value::Bytes(uuid.as_bytes().to_vec()).to_string());
            }
            #[cfg(feature = "chrono")]
            Value::Timestamp(instant) => {
                self.text_literal(&instant.naive_utc().to_string(), out);
            }
            #[cfg(feature = "chrono")]
            Value::Interval(span) if self.capabilities.array_params => {
                self.text_literal(&crate::value::interval_text(*span), out);
            }
            #[cfg(feature = "chrono")]
            Value::Interval(span) => {
                let micros = span.num_microseconds().unwrap_or(if *span < chrono::TimeDelta::zero() {
                    i64::MIN
                } else {
                    i64::MAX
                });
                out.push_str(&micros.to_string());
            }
            Value::Array(..) if self.capabilities.array_params => self.text_literal(&value.array_text(), out),
            #[cfg(feature = "json")]
            Value::Array(..) => self.text_literal(&value.to_json().unwrap_or_default().to_string(), out),
            Value::Typed(_, value) => self.literal(value, out),
            Value::Bytes(bytes) if self.capabilities.array_params => {
                out.push_str("'\\x");
                bytes.iter().for_each(|byte| out.push_str(&format!("{byte:02x}")));
                out.push('\'');
            }
            other => out.push_str(&other.to_string()),
        }
    }

    /// Appends a text as a literal.
    pub(super) fn text_literal(&self, text: &str, out: &mut String) {
        out.push('\'');
        for c in text.chars() {
            match c {
                '\'' => out.push_str("''"),
                '\\' if self.capabilities.backslash_escapes => out.push_str("\\\\"),
                c => out.push(c),
            }
        }
        out.push('\'');
    }
}
