//! [`IntoExpr`]: what an operand of SQL type `T` can be.

use super::{Column, Expr, Node};
use crate::model::Mapped;
use crate::types::SqlType;

/// What can stand where an expression of SQL type `T` is wanted: a Rust value (which is bound), a column or an expression,
/// nullable or not.
#[diagnostic::on_unimplemented(
    message = "expected a SQL expression of type `{T}`, found `{Self}`",
    label = "not a `{T}`",
    note = "give a `{T}`, or a column or expression of that type"
)]
pub trait IntoExpr<T> {
    /// The operand as an expression.
    fn into_expr(self) -> Expr<T>;
}

fn bind<T: SqlType>(value: &T) -> Expr<T::Base> {
    Expr::from_node(Node::Value(value.to_value()))
}

impl<T: SqlType<Base = T>> IntoExpr<T> for T {
    fn into_expr(self) -> Expr<T> {
        bind(&self)
    }
}

impl<T: SqlType<Base = T>> IntoExpr<T> for &T {
    fn into_expr(self) -> Expr<T> {
        bind(self)
    }
}

impl<T: SqlType<Base = T>> IntoExpr<T> for Option<T> {
    fn into_expr(self) -> Expr<T> {
        bind(&self)
    }
}

impl<T: SqlType<Base = T>> IntoExpr<T> for &Option<T> {
    fn into_expr(self) -> Expr<T> {
        bind(self)
    }
}

impl IntoExpr<String> for &str {
    fn into_expr(self) -> Expr<String> {
        bind(&self.to_owned())
    }
}

impl IntoExpr<Vec<u8>> for &[u8] {
    fn into_expr(self) -> Expr<Vec<u8>> {
        bind(&self.to_vec())
    }
}

impl<M: Mapped, T: SqlType<Base = B>, B> IntoExpr<B> for Column<M, T> {
    fn into_expr(self) -> Expr<B> {
        Expr::from_node(self.node())
    }
}

impl<T: SqlType<Base = B>, B> IntoExpr<B> for Expr<T> {
    fn into_expr(self) -> Expr<B> {
        Expr::from_node(self.into_node())
    }
}
