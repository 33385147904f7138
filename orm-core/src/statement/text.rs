//! Raw SQL: `text("SELECT … WHERE name = :name").bind("name", "Bob")`.

use std::marker::PhantomData;

use super::{Effect, Query, Statement, StatementRef};
use crate::error::DecodeError;
use crate::expr::Expr;
use crate::expr::Node;
use crate::row::{FromRow, Row, RowReader};
use crate::types::SqlType;
use crate::value::Value;

/// Raw SQL. `:name` is a bind, set with [`Text::bind`]; `\:` is a colon. Literals, quoted identifiers, comments and `::` casts are left alone.
///
/// ```
/// use orm_core::statement::text;
///
/// let statement = text("SELECT id, title FROM posts WHERE views > :least").bind("least", 100);
/// let typed = statement.columns::<(i64, String)>(); // rows are tuples instead of dynamic ones
/// let condition = text("length(title) > :n").bind("n", 5).expr::<bool>(); // to be used in another statement
/// ```
pub fn text(sql: impl AsRef<str>) -> Text {
    let sql = sql.as_ref();
    let parts = parse(sql, false);
    // Where a backslash escapes, a literal can end elsewhere.
    let escaped = if sql.contains('\\') { Some(parse(sql, true)).filter(|escaped| *escaped != parts) } else { None };
    Text { clause: TextClause { parts, escaped, binds: Vec::new() } }
}

/// What can be bound: any column type, and `&str`.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be bound to a statement")]
pub trait IntoValue {
    /// The value.
    fn into_value(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> IntoValue for T {
    fn into_value(self) -> Value {
        self.bound()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue for &str {
    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }
}

/// Raw SQL with named binds.
#[derive(Clone, Debug, PartialEq)]
pub struct TextClause {
    parts: Vec<TextPart>,
    escaped: Option<Vec<TextPart>>,
    /// Values of the binds.
    pub binds: Vec<(String, Value)>,
}

impl TextClause {
    /// The SQL, cut at its binds.
    pub fn parts(&self) -> &[TextPart] {
        &self.parts
    }

    /// The same for a database in whose literals a backslash escapes.
    pub fn parts_with_escapes(&self) -> &[TextPart] {
        self.escaped.as_ref().unwrap_or(&self.parts)
    }
}

/// A piece of raw SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// SQL as it is.
    Sql(String),
    /// A bind, by name.
    Bind(String),
}

/// Raw SQL as a statement: [`text`] makes it. Its rows are dynamic [`Row`]s unless [`columns`](Text::columns) names their types.
#[derive(Clone, Debug)]
pub struct Text {
    clause: TextClause,
}

/// Raw SQL whose rows are `T`.
#[derive(Clone, Debug)]
pub struct TextQuery<T> {
    text: Text,
    row: PhantomData<fn() -> T>,
}

impl Text {
    /// Sets the bind `:name`.
    #[must_use]
    pub fn bind(mut self, name: &str, value: impl IntoValue) -> Self {
        self.clause.binds.push((name.to_owned(), value.into_value()));
        self
    }

    /// Says what the rows are: one column type, or a tuple of them.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = text("SELECT id, name FROM users").columns::<(i64, String)>();
    /// assert_eq!(sql(statement), "SELECT id, name FROM users");
    /// ```
    pub fn columns<T: FromRow>(self) -> TextQuery<T> {
        TextQuery { text: self, row: PhantomData }
    }

    /// The SQL as an expression of type `T`, to be used within other statements.
    pub fn expr<T>(self) -> Expr<T> {
        Expr::from_node(Node::Text(Box::new(self.clause)))
    }
}

#[diagnostic::do_not_recommend]
impl Statement for Text {
    fn core(&self) -> Option<StatementRef<'_>> {
        Some(StatementRef::Text(&self.clause))
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }
}

#[diagnostic::do_not_recommend]
impl Query for Text {
    type Row = Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Row, DecodeError> {
        Row::from_row(row)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromRow> Statement for TextQuery<T> {
    fn core(&self) -> Option<StatementRef<'_>> {
        self.text.core()
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromRow> Query for TextQuery<T> {
    type Row = T;

    fn decode(&self, row: &dyn RowReader) -> Result<T, DecodeError> {
        T::from_row(row)
    }
}

/// Cuts SQL at its `:name` binds. With `escapes`, a backslash in a literal takes its meaning from what follows.
fn parse(sql: &str, escapes: bool) -> Vec<TextPart> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        if let Some(len) = opaque(rest, plain.chars().last(), escapes) {
            plain.push_str(&rest[..len]);
            rest = &rest[len..];
        } else if rest.starts_with("\\:") {
            plain.push(':');
            rest = &rest[2..];
        } else if rest.starts_with("::") {
            plain.push_str("::");
            rest = &rest[2..];
        } else if let Some(name) = rest.strip_prefix(':').map(identifier).filter(|name| !name.is_empty()) {
            if !plain.is_empty() {
                parts.push(TextPart::Sql(std::mem::take(&mut plain)));
            }
            parts.push(TextPart::Bind(name.to_owned()));
            rest = &rest[1 + name.len()..];
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() || parts.is_empty() {
        parts.push(TextPart::Sql(plain));
    }
    parts
}

/// Length of the string literal, quoted identifier or comment that `sql` starts with; `before` is what stands before it.
fn opaque(sql: &str, before: Option<char>, escapes: bool) -> Option<usize> {
    let until = |start: usize, end: &str| sql[start..].find(end).map_or(sql.len(), |at| start + at + end.len());
    let first = sql.chars().next()?;
    match first {
        '\'' | '"' if escapes => Some(literal(sql, first)),
        '\'' | '"' | '`' => Some(until(1, &first.to_string())),
        _ if sql.starts_with("--") => Some(until(2, "\n")),
        _ if sql.starts_with("/*") => Some(until(2, "*/")),
        // PostgreSQL's `$tag$ .. $tag$`; elsewhere in a name, `$` is a letter.
        '$' if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') => {
            let tag = sql.get(..identifier(&sql[1..]).len() + 2).filter(|tag| tag.ends_with('$'))?;
            Some(until(tag.len(), tag))
        }
        _ => None,
    }
}

/// Length of a literal in which a backslash escapes.
fn literal(sql: &str, quote: char) -> usize {
    let mut chars = sql.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return at + 1;
        }
    }
    sql.len()
}

fn identifier(sql: &str) -> &str {
    let end = sql.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(sql.len());
    let name = &sql[..end];
    if name.starts_with(|c: char| c.is_ascii_digit()) { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::{TextPart, parse};

    #[test]
    fn binds_are_found_outside_of_literals_only() {
        let sql = |s: &str| TextPart::Sql(s.to_owned());
        let bind = |s: &str| TextPart::Bind(s.to_owned());
        assert_eq!(
            parse(
                "a = :a AND b = ':b' AND c::int = :c_1 -- :d\nAND \\:e \"f:f\" /* :g */ x[1:2] $$ :h $$ $q$ :i $$ $q$ $1",
                false
            ),
            [
                sql("a = "),
                bind("a"),
                sql(" AND b = ':b' AND c::int = "),
                bind("c_1"),
                sql(" -- :d\nAND :e \"f:f\" /* :g */ x[1:2] $$ :h $$ $q$ :i $$ $q$ $1")
            ]
        );
    }
}
