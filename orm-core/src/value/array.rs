//! Arrays: their column type, and their text as PostgreSQL reads it.

use super::Value;
use crate::schema::ColumnType;

/// The type of a column of arrays of a type; `None` for elements that have arrays only where they are declared.
pub(super) fn type_of(element: ColumnType) -> Option<ColumnType> {
    use ColumnType::*;
    Some(Array(match element {
        Boolean => &Boolean,
        TinyInteger => &TinyInteger,
        SmallInteger => &SmallInteger,
        Integer => &Integer,
        BigInteger => &BigInteger,
        UnsignedTinyInteger => &UnsignedTinyInteger,
        UnsignedSmallInteger => &UnsignedSmallInteger,
        UnsignedInteger => &UnsignedInteger,
        UnsignedBigInteger => &UnsignedBigInteger,
        Float => &Float,
        Double => &Double,
        Numeric(_) => &Numeric(None),
        Text(_) => &Text(None),
        Bytes(_) => &Bytes(None),
        Date => &Date,
        Time => &Time,
        DateTime => &DateTime,
        Timestamp => &Timestamp,
        Uuid => &Uuid,
        Json => &Json,
        Interval => &Interval,
        Enum(_) | Custom(_) | Array(_) => return None,
    }))
}

impl Value {
    /// The text that PostgreSQL reads as this value: of an array, `{1,NULL,"a b"}`.
    pub fn array_text(&self) -> String {
        let mut text = String::new();
        write_element(self, &mut text);
        text
    }
}

fn write_element(value: &Value, out: &mut String) {
    match value.untyped() {
        Value::Array(_, values) => {
            out.push('{');
            for (index, value) in values.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_element(value, out);
            }
            out.push('}');
        }
        Value::Text(text) => quoted(text, out),
        Value::Bytes(bytes) => {
            out.push_str("\"\\\\x");
            bytes.iter().for_each(|byte| out.push_str(&format!("{byte:02x}")));
            out.push('"');
        }
        #[cfg(feature = "chrono")]
        Value::Interval(span) => quoted(&super::interval_text(*span), out),
        #[cfg(feature = "json")]
        Value::Json(json) => quoted(&json.to_string(), out),
        #[cfg(feature = "chrono")]
        Value::Date(v) => quoted(&calendar(*v, ""), out),
        #[cfg(feature = "chrono")]
        Value::DateTime(v) => quoted(&calendar(v.date(), &v.format(" %H:%M:%S%.6f").to_string()), out),
        #[cfg(feature = "chrono")]
        Value::Timestamp(v) => quoted(&calendar(v.date_naive(), &v.format(" %H:%M:%S%.6f+00").to_string()), out),
        #[cfg(feature = "chrono")]
        Value::Time(v) => quoted(&v.format("%H:%M:%S%.6f").to_string(), out),
        // Numbers, booleans and NULL as they are; UUIDs are quoted by `'`, which means nothing here.
        other => {
            let text = other.to_string();
            match text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
                Some(text) => quoted(text, out),
                None => out.push_str(&text),
            }
        }
    }
}

/// A date, and what follows it: years are counted from the one before which there is none.
#[cfg(feature = "chrono")]
fn calendar(date: chrono::NaiveDate, rest: &str) -> String {
    use chrono::Datelike;

    let (year, era) = if date.year() > 0 { (date.year(), "") } else { (1 - date.year(), " BC") };
    format!("{year:04}-{:02}-{:02}{rest}{era}", date.month(), date.day())
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_quoted() {
        let texts = ["a", "", "NULL", "it's \"q\" \\"].map(|text| Value::Text(text.to_owned()));
        let array = Value::Array(ColumnType::Text(None), [&texts[..], &[Value::Null(ColumnType::Text(None))]].concat());
        assert_eq!(array.array_text(), r#"{"a","","NULL","it's \"q\" \\",NULL}"#);
        assert_eq!(Value::Array(ColumnType::Integer, vec![Value::I32(1), Value::I32(-2)]).array_text(), "{1,-2}");
        assert_eq!(Value::Array(ColumnType::Integer, Vec::new()).array_text(), "{}");
        assert_eq!(Value::Array(ColumnType::Double, vec![Value::F64(f64::NAN)]).array_text(), "{NaN}");
        assert_eq!(
            Value::Array(ColumnType::Bytes(None), vec![Value::Bytes(vec![0, 255])]).array_text(),
            r#"{"\\x00ff"}"#
        );
    }
}
