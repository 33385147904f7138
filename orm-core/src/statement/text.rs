//! Raw SQL: `text("SELECT … WHERE name = :name").bind("name", "Bob")`.

mod columns;

use std::marker::PhantomData;

pub use columns::TextColumns;

use super::{Effect, Query, Statement, StatementRef};
use crate::error::DecodeError;
use crate::expr::Expr;
use crate::expr::Node;
use crate::row::{FromRow, Row, RowReader};
use crate::types::SqlType;
use crate::value::Value;

/// Raw SQL. `:name` is a bind, set with [`Text::bind`]; `\:` is a colon. Literals, quoted identifiers, comments and `::` casts are left alone,
/// as the database that gets the statement reads them.
///
/// ```
/// use orm_core::statement::text;
///
/// let statement = text("SELECT id, title FROM posts WHERE views > :least").bind("least", 100);
/// let typed = statement.columns::<(i64, String)>(); // rows are tuples instead of dynamic ones
/// let condition = text("length(title) > :n").bind("n", 5).expr::<bool>(); // to be used in another statement
/// ```
///
/// A list after `IN` is written out: `text("SELECT name FROM users WHERE id IN :ids").bind("ids", vec![1, 2])`. An empty one is that of no rows.
///
/// Placeholders of the database's own (`?`, `$1`) are an error: a value is always bound by name. In the brackets of an array on PostgreSQL,
/// a colon right after an operand is the one of a slice: `x[lo:hi]`, and `x[:lo: :hi]` where both are binds.
pub fn text(sql: impl AsRef<str>) -> Text {
    Text { clause: TextClause { sql: sql.as_ref().to_owned(), binds: Vec::new() } }
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
    sql: String,
    /// Values of the binds.
    pub binds: Vec<(String, Value)>,
}

impl TextClause {
    /// The SQL, with its binds as `:name`.
    pub fn sql(&self) -> &str {
        &self.sql
    }
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
