//! Placeholders and lists of values.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Compiler;
use crate::dialect::Placeholder;
use crate::schema::ColumnType;
use crate::value::Value;

impl Compiler<'_> {
    /// Writes a value: a placeholder, and the value among the parameters.
    pub(super) fn value(&mut self, value: Value) {
        if self.literals {
            return self.dialect.literal(&value, &mut self.sql);
        }
        let cast = self.cast_of(&value);
        self.params.push(value);
        match self.dialect.capabilities.placeholder {
            Placeholder::Question => self.push("?"),
            Placeholder::Dollar => {
                let _ = write!(self.sql, "${}", self.params.len());
            }
        }
        self.push(&cast);
    }

    /// Writes a column of values as one array, cast to its type: `$1::BIGINT[]`.
    pub(super) fn array(&mut self, ty: ColumnType, values: Vec<Value>) {
        self.value(Value::Array(ty, values));
        if self.own_name(ty).is_none() {
            let name = self.array_type(ty);
            self.push("::");
            self.push(&name);
        }
    }

    /// Writes a column of values as one array to be unnested. That would flatten arrays: those travel as their
    /// [text](Value::array_text), and what comes out of it is to be cast by [`unnested`](Self::unnested).
    pub(super) fn array_to_unnest(&mut self, ty: ColumnType, values: Vec<Value>) {
        if !matches!(ty, ColumnType::Array(_)) {
            return self.array(ty, values);
        }
        self.array(ColumnType::Text(None), values);
    }

    /// Writes the cast of an unnested column, if it needs one.
    pub(super) fn unnested(&mut self, ty: ColumnType) {
        if let ColumnType::Array(element) = ty {
            let name = self.array_type(*element);
            self.push("::");
            self.push(&name);
        }
    }

    /// The cast of a value that is bound as the base of its type: `::"mood"`.
    fn cast_of(&self, value: &Value) -> String {
        if !self.dialect.capabilities.cast_values {
            return String::new();
        }
        let element = match value {
            Value::Array(element, _) => Some(*element),
            Value::Null(ColumnType::Array(element)) => Some(**element),
            _ => None,
        };
        match value {
            _ if let Some(element) = element => match self.own_name(element) {
                Some(_) => format!("::{}::{}", self.array_type(element.base()), self.array_type(element)),
                None => String::new(),
            },
            Value::Typed(ty, _) | Value::Null(ty) => {
                self.own_name(*ty).map_or(String::new(), |name| format!("::{name}"))
            }
            _ => String::new(),
        }
    }

    /// The name of a type in a cast, if that is not the one that its values travel as.
    fn own_name(&self, ty: ColumnType) -> Option<Cow<'static, str>> {
        if !matches!(ty, ColumnType::Enum(_) | ColumnType::Custom(_)) {
            return None;
        }
        let name = (self.dialect.column_type)(ty, false);
        let differs = name != (self.dialect.column_type)(ty.base(), false);
        differs.then(|| if matches!(ty, ColumnType::Custom(_)) { unlimited(&name).into() } else { name })
    }

    fn array_type(&self, ty: ColumnType) -> String {
        if let Some(name) = self.own_name(ty) {
            return format!("{name}[]");
        }
        // The element type without length: a longer value is for the column to refuse, not to be cut by a cast.
        let ty = match ty.base() {
            ColumnType::Text(_) => ColumnType::Text(None),
            ColumnType::Numeric(_) => ColumnType::Numeric(None),
            other => other,
        };
        format!("{}[]", (self.dialect.column_type)(ty, false))
    }
}

/// The name of a type without its limits: a longer value is for the column to refuse, not to be cut by a cast.
fn unlimited(name: &str) -> String {
    let (head, rest) = name.split_once('(').unwrap_or((name, ""));
    let tail = rest.split_once(')').map_or("", |(_, tail)| tail);
    let head = match head.trim() {
        // Without a length they would be of length one.
        bit if bit.eq_ignore_ascii_case("bit") => "VARBIT",
        char if char.eq_ignore_ascii_case("char") || char.eq_ignore_ascii_case("character") => "BPCHAR",
        other => other,
    };
    format!("{head}{tail}")
}

/// Longest list that is padded. Padding is not to use up the parameters that the rest of a statement needs.
const PADDED: usize = 1024;

/// Pads a list to the next power of two by repeating its last value, so that lists of similar length share one statement text.
/// A longer one than `limit` is left as it is.
pub(super) fn padded<T>(values: &[T], limit: usize) -> impl Iterator<Item = &T> {
    let len = values.len();
    let len = if len > 1 { Some(len.next_power_of_two()).filter(|&len| len <= limit.min(PADDED)) } else { None }
        .unwrap_or(len);
    values.iter().chain(values.last().into_iter().cycle()).take(len)
}

#[cfg(test)]
mod tests {
    use super::unlimited;

    #[test]
    fn casts_have_no_limits() {
        for (name, cast) in [
            ("CITEXT", "CITEXT"),
            ("BIT VARYING(8)", "BIT VARYING"),
            ("bit(8)", "VARBIT"),
            ("CHAR (5)", "BPCHAR"),
            ("TIMESTAMP(3) WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"),
            ("GEOGRAPHY(POINT, 4326)", "GEOGRAPHY"),
        ] {
            assert_eq!(unlimited(name), cast);
        }
    }
}
