//! Placeholders and lists of values.

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
        self.params.push(value);
        match self.dialect.capabilities.placeholder {
            Placeholder::Question => self.push("?"),
            Placeholder::Dollar => {
                let _ = write!(self.sql, "${}", self.params.len());
            }
        }
    }

    /// Writes a column of values as one array, cast to its type: `$1::BIGINT[]`.
    pub(super) fn array(&mut self, ty: ColumnType, values: Vec<Value>) {
        self.value(Value::Array(ty, values));
        self.push("::");
        self.array_type(ty);
    }

    fn array_type(&mut self, ty: ColumnType) {
        // The element type without length: a longer value is for the column to refuse, not to be cut by a cast.
        let ty = match ty {
            ColumnType::Text(_) => ColumnType::Text(None),
            ColumnType::Numeric(_) => ColumnType::Numeric(None),
            other => other,
        };
        let name = (self.dialect.column_type)(ty, false);
        self.push(&name);
        self.push("[]");
    }
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
