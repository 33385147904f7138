//! Placeholders and lists of values.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Compiler;
use crate::dialect::Placeholder;
use crate::error::Result;
use crate::expr::Node;
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

/// Whether the value is JSON where there are no arrays.
fn is_json(value: &Value) -> bool {
    match value {
        Value::Array(..) => true,
        value => value.column_type().is_some_and(|ty| matches!(ty.base(), ColumnType::Json | ColumnType::Array(_))),
    }
}

/// A list as one JSON document, if all its values are integers or, where that does, texts.
#[cfg(feature = "json")]
fn document(values: &[Value], texts: bool) -> Option<Value> {
    let item = |value: &Value| match value {
        Value::I16(number) => Some((*number).into()),
        Value::I32(number) => Some((*number).into()),
        Value::I64(number) => Some((*number).into()),
        Value::U64(number) => Some((*number).into()),
        // One with a NUL would end there.
        Value::Text(text) if texts && !text.contains('\0') => Some(text.as_str().into()),
        _ => None,
    };
    Some(Value::Text(serde_json::Value::Array(values.iter().map(item).collect::<Option<_>>()?).to_string()))
}

#[cfg(not(feature = "json"))]
fn document(_: &[Value], _: bool) -> Option<Value> {
    None
}

/// Whether an expression is a column of integers.
fn is_integer_column(node: &Node) -> bool {
    match node {
        Node::ColumnRef(column) => {
            !column.table.is_described() && column.definition().is_some_and(|definition| definition.ty.is_integer())
        }
        Node::Label { node, .. } => is_integer_column(node),
        _ => false,
    }
}

/// Whether only bound values say what type an expression has.
fn is_untyped(node: &Node) -> bool {
    // Not by recursion: an expression can be deeper than the stack.
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node {
            Node::Value(_) => {}
            Node::Label { node, .. } | Node::Negate(node) => open.push(node),
            Node::Binary { sides, .. } => open.extend([&sides.0, &sides.1]),
            Node::Case { whens, otherwise, .. } => {
                open.extend(whens.iter().map(|(_, then)| then).chain(otherwise.as_deref()));
            }
            Node::Builtin { args, .. } => open.extend(args),
            Node::Function(call) if !call.args.is_empty() => open.extend(&call.args),
            _ => return false,
        }
    }
    true
}

impl Compiler<'_> {
    /// Writes a value of the statement: a placeholder, and the value among the parameters.
    pub(super) fn value(&mut self, value: &Value) {
        let source = self.known(std::ptr::from_ref(value).addr()).map(Source::Value);
        self.value_from(value, source);
    }

    /// As [`value`](Self::value), for rows of a UNION, whose columns have the type of them all.
    pub(super) fn value_of_union(&mut self, value: &Value) {
        if value.is_null() && self.dialect.capabilities.nulls_are_text {
            return self.push("NULL");
        }
        self.value(value);
    }

    /// Writes a calculation. If it is one of bound values alone, they are cast where the database would take them for DOUBLE.
    pub(super) fn calculation(
        &mut self,
        operands: &[&Node],
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let cast = self.dialect.capabilities.cast_operands && operands.iter().all(|node| is_untyped(node));
        let outer = self.cast_numbers;
        self.cast_numbers = outer || cast;
        let result = write(self);
        self.cast_numbers = outer;
        result
    }

    /// The type that a number must be cast to.
    fn number_cast(&self, value: &Value) -> Option<Cow<'static, str>> {
        let ty = value.column_type().filter(|_| self.cast_numbers && !self.literals)?.base();
        if ty.is_integer() || matches!(ty, ColumnType::Numeric(_)) { (self.dialect.cast_type)(ty) } else { None }
    }

    fn value_from(&mut self, value: &Value, source: Option<Source>) {
        if let Some(name) = self.number_cast(value) {
            self.push("CAST(");
            self.bind(value.clone(), source);
            return self.push(&format!(" AS {name})"));
        }
        let json = self.dialect.capabilities.cast_json && is_json(value);
        self.push(if json { "CAST(" } else { "" });
        if self.literals {
            self.dialect.literal(value, &mut self.sql);
        } else {
            self.bind(value.clone(), source);
        }
        self.push(if json { " AS JSON)" } else { "" });
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
            let item = u32::try_from(i).ok();
            self.value_from(value, list.zip(item).map(|(list, item)| Source::Item(list, item)));
        }
    }

    /// Writes a list that has more values than the statement has parameters left, or than are quickly compared with, as one
    /// document. False where that need or can not be.
    pub(super) fn long_list(&mut self, node: &Node, values: &[Value], negated: bool) -> bool {
        let left = self.dialect.capabilities.max_params.saturating_sub(self.params.len() + PADDED);
        let Some(form) = self.dialect.capabilities.long_lists.filter(|_| !self.literals) else { return false };
        if values.len() <= if negated { left.min(form.not_in) } else { left } {
            return false;
        }
        if form.integer_columns && !is_integer_column(node) {
            return self.literal_list(values);
        }
        let Some(document) = document(values, form.texts) else { return false };
        self.push(form.before);
        // The same text does for any list, but a shape has the length of its lists: it is compiled each time.
        self.value_from(&document, None);
        let beyond = |value: &Value| matches!(value, Value::U64(number) if i64::try_from(*number).is_err());
        self.push(if values.iter().any(beyond) { form.after_unsigned } else { form.after });
        true
    }

    /// Says that the text is right for these values alone: it is not kept for others.
    pub(super) fn written_for_these_values(&mut self) {
        if let Some(recorder) = &mut self.sources {
            recorder.complete = false;
        }
    }

    /// Writes a list of integers as literals. False if there are other values.
    fn literal_list(&mut self, values: &[Value]) -> bool {
        let is_integer = |value: &Value| matches!(value, Value::I16(_) | Value::I32(_) | Value::I64(_) | Value::U64(_));
        if !values.iter().all(is_integer) {
            return false;
        }
        self.written_for_these_values();
        for (i, value) in values.iter().enumerate() {
            self.push(if i > 0 { "," } else { "" });
            self.dialect.literal(value, &mut self.sql);
        }
        true
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
        if self.own_name(ty).is_none() {
            let name = self.array_type(ty);
            self.push("::");
            self.push(&name);
        }
    }

    fn bind(&mut self, value: Value, source: Option<Source>) {
        let cast = self.cast_of(&value);
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
        self.push(&cast);
    }

    fn known(&self, address: usize) -> Option<u32> {
        self.sources.as_ref()?.known.get(&address).copied()
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
