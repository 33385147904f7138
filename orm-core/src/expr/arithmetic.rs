//! `+ - * / %` and unary minus on numeric columns and expressions.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::{BinaryOp, Column, Expr, IntoExpr, Node};
use crate::model::Mapped;
use crate::types::{Numeric, SqlType};

macro_rules! arithmetic {
    ($($trait:ident $method:ident),*) => {$(
        impl<M: Mapped, T: SqlType<Base: Numeric>, V: IntoExpr<T::Base>> $trait<V> for Column<M, T> {
            type Output = Expr<T>;

            fn $method(self, other: V) -> Expr<T> {
                Expr::from_node(self.node().binary(BinaryOp::$trait, other.into_expr().into_node()))
            }
        }

        impl<T: SqlType<Base: Numeric>, V: IntoExpr<T::Base>> $trait<V> for Expr<T> {
            type Output = Expr<T>;

            fn $method(self, other: V) -> Expr<T> {
                Expr::from_node(self.into_node().binary(BinaryOp::$trait, other.into_expr().into_node()))
            }
        }
    )*};
}

arithmetic!(Add add, Sub sub, Mul mul, Div div, Rem rem);

impl<M: Mapped, T: SqlType<Base: Numeric>> Neg for Column<M, T> {
    type Output = Expr<T>;

    fn neg(self) -> Expr<T> {
        Expr::from_node(Node::Negate(Box::new(self.node())))
    }
}

impl<T: SqlType<Base: Numeric>> Neg for Expr<T> {
    type Output = Expr<T>;

    fn neg(self) -> Expr<T> {
        Expr::from_node(Node::Negate(Box::new(self.into_node())))
    }
}
