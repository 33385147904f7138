//! [`IntoExpr`]: what an operand of SQL type `T` can be.

use super::{Column, Expr, Node};
use crate::model::Mapped;
use crate::types::SqlType;
use crate::value::Value;

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

fn bind<T>(value: Value) -> Expr<T> {
    Expr::from_node(Node::Value(value))
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> IntoExpr<T> for T {
    fn into_expr(self) -> Expr<T> {
        bind(self.bound())
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> IntoExpr<T> for &T {
    fn into_expr(self) -> Expr<T> {
        bind(self.to_value())
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> IntoExpr<T> for Option<T> {
    fn into_expr(self) -> Expr<T> {
        bind(self.bound())
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> IntoExpr<T> for &Option<T> {
    fn into_expr(self) -> Expr<T> {
        bind(self.to_value())
    }
}

#[diagnostic::do_not_recommend]
impl IntoExpr<String> for &str {
    fn into_expr(self) -> Expr<String> {
        bind(Value::Text(self.to_owned()))
    }
}

/// A second operand type for `&str`. If there is one only, the compiler suggests it, several lines long, wherever a `&str` is
/// given for a number; of two it suggests none.
pub(super) enum Unsuggested {}

#[doc(hidden)]
#[diagnostic::do_not_recommend]
impl IntoExpr<Unsuggested> for &str {
    fn into_expr(self) -> Expr<Unsuggested> {
        bind(Value::Text(self.to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl IntoExpr<Vec<u8>> for &[u8] {
    fn into_expr(self) -> Expr<Vec<u8>> {
        bind(Value::Bytes(self.to_vec()))
    }
}

macro_rules! expressions {
    ($($ty:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Mapped, T: SqlType<Base = T>> IntoExpr<T> for Column<M, $ty> {
            fn into_expr(self) -> Expr<T> {
                Expr::from_node(self.node())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: SqlType<Base = T>> IntoExpr<T> for Expr<$ty> {
            fn into_expr(self) -> Expr<T> {
                Expr::from_node(self.into_node())
            }
        }
    )*};
}

expressions!(T, Option<T>);
