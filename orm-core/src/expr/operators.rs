//! [`Operators`]: comparisons and tests of columns and expressions.

use super::{BinaryOp, Column, Expr, IntoExpr, Node, OrderBy};
use crate::model::Mapped;
use crate::statement::{Select, Selectable};
use crate::types::SqlType;

/// The base (non-null) type of an expression.
type Base<E> = <<E as Operators>::Type as SqlType>::Base;

/// Comparisons and tests, on columns and expressions alike. Operands are values, columns or expressions of the same type.
///
/// A comparison with NULL is NULL, and a filter on it keeps no row; comparing with an `Option` that is `None` is a null test.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert!(sql(select(User).filter(User::id.eq(1))).ends_with(r#""users"."id" = ? -- 1"#));
/// assert!(sql(select(User).filter(User::id.between(1, 9))).ends_with(r#""users"."id" BETWEEN ? AND ? -- 1, 9"#));
/// assert!(sql(select(User).filter(User::id.in_([1, 2]))).ends_with(r#""users"."id" IN (?, ?) -- 1, 2"#));
/// assert!(sql(select(User).filter(User::id.in_select(select(Post::user_id)))).ends_with(r#""users"."id" IN (SELECT "posts"."user_id" FROM "posts")"#));
/// assert!(sql(select(User).filter(User::email.is_null())).ends_with(r#""users"."email" IS NULL"#));
/// assert!(sql(select(User).filter(User::email.eq(None))).ends_with(r#""users"."email" IS NULL"#));
/// ```
pub trait Operators: Sized {
    /// The SQL type.
    type Type: SqlType;

    /// The expression as a node.
    fn operand(self) -> Node;

    /// `self = other`; with `None`, `self IS NULL`.
    fn eq(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Eq, other)
    }

    /// `self <> other`; with `None`, `self IS NOT NULL`.
    fn ne(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Ne, other)
    }

    /// `self < other`.
    fn lt(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Lt, other)
    }

    /// `self <= other`.
    fn le(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Le, other)
    }

    /// `self > other`.
    fn gt(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Gt, other)
    }

    /// `self >= other`.
    fn ge(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Ge, other)
    }

    /// `low <= self AND self <= high`.
    fn between(self, low: impl IntoExpr<Base<Self>>, high: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        let (low, high) = (low.into_expr().into_node(), high.into_expr().into_node());
        Expr::from_node(Node::Between {
            node: Box::new(self.operand()),
            low: Box::new(low),
            high: Box::new(high),
            negated: false,
        })
    }

    /// Whether the value is one of `values`; never true for an empty list.
    fn in_<V: crate::model::IntoField<Base<Self>>>(self, values: impl IntoIterator<Item = V>) -> Expr<bool> {
        in_list(self, values, false)
    }

    /// Whether the value is none of `values`; always true for an empty list.
    fn not_in<V: crate::model::IntoField<Base<Self>>>(self, values: impl IntoIterator<Item = V>) -> Expr<bool> {
        in_list(self, values, true)
    }

    /// Whether the value is among those that a query of one column gives.
    fn in_select<Q>(self, query: Select<Q>) -> Expr<bool>
    where
        Q: Selectable,
        Q::Row: SqlType<Base = Base<Self>>,
    {
        Expr::from_node(Node::InSelect {
            node: Box::new(self.operand()),
            select: Box::new(query.into_core()),
            negated: false,
        })
    }

    /// `self IS NULL`.
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_null(self) -> Expr<bool> {
        Expr::from_node(Node::IsNull { node: Box::new(self.operand()), negated: false })
    }

    /// `self IS NOT NULL`.
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_not_null(self) -> Expr<bool> {
        Expr::from_node(Node::IsNull { node: Box::new(self.operand()), negated: true })
    }
}

fn compare<E: Operators>(left: E, op: BinaryOp, right: impl IntoExpr<Base<E>>) -> Expr<bool> {
    Expr::from_node(left.operand().binary(op, right.into_expr().into_node()))
}

fn in_list<E: Operators, V: crate::model::IntoField<Base<E>>>(
    left: E,
    values: impl IntoIterator<Item = V>,
    negated: bool,
) -> Expr<bool> {
    let values = values.into_iter().map(|value| value.into_field().to_value()).collect();
    Expr::from_node(Node::InList { node: Box::new(left.operand()), values, negated })
}

impl<M: Mapped, T: SqlType> Operators for Column<M, T> {
    type Type = T;

    fn operand(self) -> Node {
        self.node()
    }
}

impl<T: SqlType> Operators for Expr<T> {
    type Type = T;

    fn operand(self) -> Node {
        self.into_node()
    }
}

impl<T: SqlType> Expr<T> {
    /// Ascending order.
    pub fn asc(self) -> OrderBy {
        OrderBy::asc(self.into_node())
    }

    /// Descending order.
    pub fn desc(self) -> OrderBy {
        OrderBy::desc(self.into_node())
    }
}
