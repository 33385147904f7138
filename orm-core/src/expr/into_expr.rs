//! [`IntoExpr`]: what an operand of SQL type `T` can be.

use super::{Column, Expr, Node};
use crate::model::Mapped;
use crate::types::SqlType;
use crate::value::Value;

/// What can stand where an expression of SQL type `T` is wanted: a Rust value (which is bound), a column or an expression,
/// nullable or not.
#[diagnostic::on_unimplemented(
    message = "expected a SQL expression of type `{T}`, found `{Self}`",
    label = "give a `{T}`, or a column or expression of that type"
)]
pub trait IntoExpr<T> {
    /// The operand as an expression.
    fn into_expr(self) -> Expr<T>;
}

/// What makes a type [`IntoExpr`]. Because it is a trait of its own, the compiler's message about a wrong operand is short, and
/// lists no operands that would do.
pub trait Operand<T> {
    /// The operand as an expression.
    fn expression(self) -> Expr<T>;
}

#[diagnostic::do_not_recommend]
impl<T, O: Operand<T>> IntoExpr<T> for O {
    #[inline]
    fn into_expr(self) -> Expr<T> {
        self.expression()
    }
}

fn bind<T>(value: Value) -> Expr<T> {
    Expr::from_node(Node::Value(value))
}

impl<T: SqlType<Base = T>> Operand<T> for T {
    fn expression(self) -> Expr<T> {
        bind(self.bound())
    }
}

impl<T: SqlType<Base = T>> Operand<T> for &T {
    fn expression(self) -> Expr<T> {
        bind(self.to_value())
    }
}

impl<T: SqlType<Base = T>> Operand<T> for Option<T> {
    fn expression(self) -> Expr<T> {
        bind(self.bound())
    }
}

impl<T: SqlType<Base = T>> Operand<T> for &Option<T> {
    fn expression(self) -> Expr<T> {
        bind(self.to_value())
    }
}

impl Operand<String> for &str {
    fn expression(self) -> Expr<String> {
        bind(Value::Text(self.to_owned()))
    }
}

impl Operand<Vec<u8>> for &[u8] {
    fn expression(self) -> Expr<Vec<u8>> {
        bind(Value::Bytes(self.to_vec()))
    }
}

macro_rules! expressions {
    ($($ty:ty),*) => {$(
                impl<M: Mapped, T: SqlType<Base = T>> Operand<T> for Column<M, $ty> {
            fn expression(self) -> Expr<T> {
                Expr::from_node(self.node())
            }
        }

                impl<T: SqlType<Base = T>> Operand<T> for Expr<$ty> {
            fn expression(self) -> Expr<T> {
                Expr::from_node(self.into_node())
            }
        }
    )*};
}

expressions!(T, Option<T>);
