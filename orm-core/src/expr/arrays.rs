//! Operators of arrays. PostgreSQL has arrays; elsewhere, where they are JSON, there are few.

use super::{Builtin, Expr, IntoExpr, Node, Operators};
use crate::types::{ArrayElement, SqlType};

/// An array, NULL aside.
#[diagnostic::on_unimplemented(message = "this is for arrays, not for `{Self}`", label = "a `{Self}` is no array")]
pub trait ArrayType: SqlType {
    /// The type of its elements.
    type Element: SqlType;
}

#[diagnostic::do_not_recommend]
impl<T: ArrayElement> ArrayType for Vec<T> {
    type Element = T;
}

type Base<E> = <<E as Operators>::Type as SqlType>::Base;
type Element<E> = <Base<E> as ArrayType>::Element;

/// Operators of array columns and expressions.
///
/// ```
/// use orm::core::dialect::Dialect;
/// use orm::core::statement::Statement;
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// pub struct Article {
///     #[column(primary_key)]
///     pub id: i64,
///     pub tags: Vec<String>,
/// }
///
/// let tagged = select(Article::id).filter(Article::tags.overlaps(vec!["rust".to_owned(), "sql".to_owned()]));
/// assert!(tagged.compile(&Dialect::POSTGRES)?[0].sql.contains(r#""tags" && $1"#));
/// assert!(tagged.compile(&Dialect::SQLITE).is_err());
/// # Ok::<(), orm::Error>(())
/// ```
pub trait ArrayOperators: Operators
where
    Base<Self>: ArrayType,
{
    /// Whether this is an element. MySQL has none.
    fn has(self, element: impl IntoExpr<<Element<Self> as SqlType>::Base>) -> Expr<bool> {
        Expr::from_node(Node::builtin(Builtin::ArrayHas, [self.operand(), element.into_expr().into_node()]))
    }

    /// Whether all elements of `other` are elements of this. SQLite has none.
    fn contains_all(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        Expr::from_node(Node::builtin(Builtin::ArrayContains, [self.operand(), other.into_expr().into_node()]))
    }

    /// Whether all elements of this are elements of `other`. SQLite has none.
    fn contained_by(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        Expr::from_node(Node::builtin(Builtin::ArrayContainedBy, [self.operand(), other.into_expr().into_node()]))
    }

    /// Whether the two have an element in common. PostgreSQL only.
    fn overlaps(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        Expr::from_node(Node::builtin(Builtin::ArrayOverlaps, [self.operand(), other.into_expr().into_node()]))
    }

    /// How many elements there are.
    fn array_length(self) -> Expr<Option<i64>> {
        Expr::from_node(Node::builtin(Builtin::ArrayLength, [self.operand()]))
    }

    /// The element of this number, from 1; NULL past the end. PostgreSQL only.
    fn element(self, number: impl IntoExpr<i32>) -> Expr<Option<<Element<Self> as SqlType>::Base>> {
        Expr::from_node(Node::builtin(Builtin::ArrayGet, [self.operand(), number.into_expr().into_node()]))
    }

    /// The elements of the numbers from `first` to `last`, both included, from 1. PostgreSQL only.
    fn array_slice(self, first: impl IntoExpr<i32>, last: impl IntoExpr<i32>) -> Expr<Self::Type> {
        let args = [self.operand(), first.into_expr().into_node(), last.into_expr().into_node()];
        Expr::from_node(Node::builtin(Builtin::ArraySlice, args))
    }

    /// The array with another element at its end. PostgreSQL only.
    fn array_append(self, element: impl IntoExpr<<Element<Self> as SqlType>::Base>) -> Expr<Self::Type> {
        Expr::from_node(Node::builtin(Builtin::ArrayAppend, [self.operand(), element.into_expr().into_node()]))
    }

    /// The elements of both. PostgreSQL only.
    fn array_concat(self, other: impl IntoExpr<Base<Self>>) -> Expr<Self::Type> {
        Expr::from_node(Node::builtin(Builtin::ArrayConcat, [self.operand(), other.into_expr().into_node()]))
    }
}

impl<E: Operators> ArrayOperators for E where Base<E>: ArrayType {}
