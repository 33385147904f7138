//! Values as expressions.

use super::{Expr, Node};
use crate::types::SqlType;
use crate::value::Value;

/// A value as an expression; it is bound like any other. For where a column or expression is wanted: `select(literal(1))`.
pub fn literal<T: SqlType>(value: T) -> Expr<T> {
    Expr::from_node(Node::Value(value.bound()))
}

/// NULL of a type.
pub fn null<T: SqlType<Base = T>>() -> Expr<Option<T>> {
    Expr::from_node(Node::Value(Value::Null(T::TYPE)))
}
