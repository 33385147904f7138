//! Placeholders and lists of values.

use std::fmt::Write as _;

use super::Compiler;
use crate::dialect::Placeholder;
use crate::schema::ColumnType;
use crate::value::Value;

/// Where a parameter comes from, for a statement of the same shape to be bound without being compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The value of this number.
    Value(u32),
    /// An element of the list of this number; past the end, the last.
    Item(u32, u32),
    /// The list of this number, as an array.
    Array(u32, ColumnType),
    /// The same for all statements of the shape.
    Constant,
}

impl Compiler<'_> {
    /// Writes a value of the statement: a placeholder, and the value among the parameters.
    pub(super) fn value(&mut self, value: &Value) {
        if self.literals {
            return self.dialect.literal(value, &mut self.sql);
        }
        let source = self.known(std::ptr::from_ref(value).addr()).map(Source::Value);
        self.bind(value.clone(), source);
    }

    /// Writes a number of the statement.
    pub(super) fn number(&mut self, number: &u64) {
        // No table has more rows than an i64 counts.
        let value = Value::I64(i64::try_from(*number).unwrap_or(i64::MAX));
        if self.literals {
            return self.dialect.literal(&value, &mut self.sql);
        }
        let source = self.known(std::ptr::from_ref(number).addr()).map(Source::Value);
        self.bind(value, source);
    }

    /// Writes a value that is the same for all statements of this shape.
    pub(super) fn constant(&mut self, value: Value) {
        if self.literals {
            return self.dialect.literal(&value, &mut self.sql);
        }
        self.bind(value, Some(Source::Constant));
    }

    /// Writes a list of values, padded so that lists of similar length share one text.
    pub(super) fn value_list(&mut self, values: &[Value]) {
        let list = self.known(values.as_ptr().addr());
        let limit = if self.literals { 0 } else { self.dialect.capabilities.max_params };
        for (i, value) in padded(values, limit).enumerate() {
            if i > 0 {
                self.push(", ");
            }
            if self.literals {
                self.dialect.literal(value, &mut self.sql);
                continue;
            }
            let item = u32::try_from(i).ok();
            self.bind(value.clone(), list.zip(item).map(|(list, item)| Source::Item(list, item)));
        }
    }

    /// Writes a list of the statement as one array, cast to its type: `$1::BIGINT[]`.
    pub(super) fn value_array(&mut self, ty: ColumnType, values: &[Value]) {
        let source = self.known(values.as_ptr().addr()).map(|list| Source::Array(list, ty));
        self.array_of(ty, values.to_vec(), source);
    }

    /// Writes a column of values as one array, cast to its type.
    pub(super) fn array(&mut self, ty: ColumnType, values: Vec<Value>) {
        self.array_of(ty, values, None);
    }

    fn array_of(&mut self, ty: ColumnType, values: Vec<Value>, source: Option<Source>) {
        if self.literals {
            self.dialect.literal(&Value::Array(ty, values), &mut self.sql);
        } else {
            self.bind(Value::Array(ty, values), source);
        }
        self.push("::");
        self.array_type(ty);
    }

    fn bind(&mut self, value: Value, source: Option<Source>) {
        self.params.push(value);
        if let Some(recorder) = &mut self.sources {
            recorder.complete &= source.is_some();
            recorder.sources.push(source.unwrap_or(Source::Constant));
        }
        match self.dialect.capabilities.placeholder {
            Placeholder::Question => self.push("?"),
            Placeholder::Dollar => {
                let _ = write!(self.sql, "${}", self.params.len());
            }
        }
    }

    fn known(&self, address: usize) -> Option<u32> {
        self.sources.as_ref()?.known.get(&address).copied()
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

/// The length of a list of `len` values with its padding: the next power of two, unless that is more than `limit`.
pub(super) fn padded_len(len: usize, limit: usize) -> usize {
    if len > 1 { Some(len.next_power_of_two()).filter(|&len| len <= limit.min(PADDED)) } else { None }.unwrap_or(len)
}

/// Pads a list to the next power of two by repeating its last value, so that lists of similar length share one statement text.
/// A longer one than `limit` is left as it is.
pub(super) fn padded<T>(values: &[T], limit: usize) -> impl Iterator<Item = &T> {
    let len = padded_len(values.len(), limit);
    values.iter().chain(values.last().into_iter().cycle()).take(len)
}
