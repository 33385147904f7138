//! Values as SQL literals, for DDL and for reading: a statement that is executed binds its values.

use super::Dialect;
use crate::value::Value;

impl Dialect {
    /// Appends a value as a literal.
    pub(crate) fn literal(&self, value: &Value, out: &mut String) {
        // `--` would begin a comment.
        if out.ends_with('-') {
            out.push(' ');
        }
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
                out.push_str("decode('");
                bytes.iter().for_each(|byte| out.push_str(&format!("{byte:02x}")));
                out.push_str("', 'hex')");
            }
            other => out.push_str(&other.to_string()),
        }
    }

    /// Appends a text as a literal.
    pub(super) fn text_literal(&self, text: &str, out: &mut String) {
        let capabilities = &self.capabilities;
        if !capabilities.nul_in_literals && text.contains('\0') {
            out.push_str("(CAST(X'");
            text.bytes().for_each(|byte| out.push_str(&format!("{byte:02x}")));
            out.push_str("' AS TEXT))");
            return;
        }
        let escaped = capabilities.escape_strings && text.contains('\\');
        out.push_str(if escaped { "E'" } else { "'" });
        for c in text.chars() {
            match c {
                '\'' => out.push_str("''"),
                '\\' if escaped || capabilities.backslash_escapes => out.push_str("\\\\"),
                c => out.push(c),
            }
        }
        out.push('\'');
    }
}
