//! Values as SQL literals, for DDL and for reading: a statement that is executed binds its values.

use super::Dialect;
#[cfg(feature = "chrono")]
use crate::expr::Builtin;
use crate::schema::ColumnType;
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
                // Where the type has a zone, a text without one is in the session's.
                let zone = if (self.builtin)(Builtin::AtUtc).is_some() { "+00:00" } else { "" };
                self.text_literal(&format!("{}{zone}", datetime_text(instant.naive_utc())), out);
            }
            #[cfg(feature = "chrono")]
            Value::DateTime(datetime) => self.text_literal(&datetime_text(*datetime), out),
            #[cfg(feature = "chrono")]
            Value::Time(time) => self.text_literal(&time_text(*time), out),
            // The shorter literal of an f32 would be another f64.
            Value::F32(number) => self.literal(&Value::F64(f64::from(*number)), out),
            Value::F64(number) if !number.is_finite() => self.unusual_literal(*number, out),
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
        let escaped = capabilities.lexis.escape_strings && text.contains('\\');
        out.push_str(if escaped { "E'" } else { "'" });
        for c in text.chars() {
            match c {
                '\'' => out.push_str("''"),
                '\\' if escaped || capabilities.lexis.backslashes => out.push_str("\\\\"),
                c => out.push(c),
            }
        }
        out.push('\'');
    }

    /// Appends an infinity, or what is no number.
    fn unusual_literal(&self, number: f64, out: &mut String) {
        match (self.capabilities.array_params, (self.cast_type)(ColumnType::Double)) {
            (true, Some(ty)) => out.push_str(&format!("CAST('{number}' AS {ty})")),
            // Bound, it is NULL.
            _ if number.is_nan() => out.push_str("NULL"),
            _ => out.push_str(if number > 0.0 { "9e999" } else { "-9e999" }),
        }
    }
}

/// Always with six digits of a fraction, if there is one: as text, it is compared with what is stored as text.
#[cfg(feature = "chrono")]
fn time_text(time: chrono::NaiveTime) -> String {
    let whole = chrono::Timelike::nanosecond(&time) < 1_000;
    time.format(if whole { "%H:%M:%S" } else { "%H:%M:%S%.6f" }).to_string()
}

#[cfg(feature = "chrono")]
fn datetime_text(datetime: chrono::NaiveDateTime) -> String {
    format!("{} {}", datetime.date(), time_text(datetime.time()))
}
