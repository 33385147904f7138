//! Parts of JSON documents: `Event::data.json().at("user").at("id").as_i64()`.

use super::{Builtin, Expr, IntoExpr, JsonAs, JsonPath, JsonStep, Node, Operators};
use crate::schema::ColumnType;
use crate::types::SqlType;

/// A type that is stored as JSON, NULL aside.
#[diagnostic::on_unimplemented(message = "this is for JSON, not for `{Self}`", label = "a `{Self}` is no JSON")]
pub trait JsonType: SqlType {}

#[diagnostic::do_not_recommend]
impl JsonType for serde_json::Value {}
#[diagnostic::do_not_recommend]
impl<T> JsonType for crate::types::Json<T> where crate::types::Json<T>: SqlType {}

/// A part of a JSON document: [`JsonOperators::json`] makes it.
#[derive(Clone, Debug)]
pub struct JsonPart {
    node: Node,
    path: JsonPath,
}

/// Operators of JSON columns and expressions.
///
/// ```
/// use orm::core::dialect::Dialect;
/// use orm::core::expr::JsonOperators;
/// use orm::core::statement::Statement;
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// pub struct Event {
///     #[column(primary_key)]
///     pub id: i64,
///     pub data: serde_json::Value,
/// }
///
/// let first = Event::data.json().at("users").at(0).at("name").as_text();
/// let statement = select(Event::id).filter(first.eq("Alice"));
/// assert!(statement.compile(&Dialect::POSTGRES)?[0].sql.contains(r#""data" #>> $1::TEXT[] = $2"#));
/// # Ok::<(), orm::Error>(())
/// ```
pub trait JsonOperators: Operators
where
    <Self::Type as SqlType>::Base: JsonType,
{
    /// The document, to go into its parts.
    fn json(self) -> JsonPart {
        JsonPart { node: self.operand(), path: JsonPath::default() }
    }

    /// Whether the document contains another: all its members and elements, at any depth. SQLite has none.
    fn json_contains(self, other: impl IntoExpr<<Self::Type as SqlType>::Base>) -> Expr<bool> {
        Expr::from_node(Node::builtin(Builtin::JsonContains, [self.operand(), other.into_expr().into_node()]))
    }

    /// How many elements the array has.
    fn json_length(self) -> Expr<Option<i64>> {
        Expr::from_node(Node::builtin(Builtin::JsonLength, [self.operand()]))
    }
}

impl<E: Operators> JsonOperators for E where <E::Type as SqlType>::Base: JsonType {}

impl JsonPart {
    /// The member of this name, or the element of this number (from 0).
    #[must_use]
    pub fn at(mut self, step: impl Into<JsonStep>) -> Self {
        self.path.0.push(step.into());
        self
    }

    fn read<T>(self, read: JsonAs) -> Expr<T> {
        Expr::from_node(Node::Json { node: Box::new(self.node), path: self.path, read })
    }

    /// The part as JSON; `None` if it is not there.
    pub fn value(self) -> Expr<Option<serde_json::Value>> {
        self.read(JsonAs::Json)
    }

    /// The part as text: the content of a string, or the JSON of anything else; `None` if it is not there.
    pub fn as_text(self) -> Expr<Option<String>> {
        self.read(JsonAs::Text)
    }

    /// The part as an integer. What is none is an error, or 0, as the database has it.
    pub fn as_i64(self) -> Expr<Option<i64>> {
        self.read(JsonAs::Cast(ColumnType::BigInteger))
    }

    /// The part as a float.
    pub fn as_f64(self) -> Expr<Option<f64>> {
        self.read(JsonAs::Cast(ColumnType::Double))
    }

    /// The part as a boolean.
    pub fn as_bool(self) -> Expr<Option<bool>> {
        self.read(JsonAs::Cast(ColumnType::Boolean))
    }

    /// How many elements the part, an array, has.
    pub fn length(self) -> Expr<Option<i64>> {
        let part = self.value().into_node();
        Expr::from_node(Node::builtin(Builtin::JsonLength, [part]))
    }
}
