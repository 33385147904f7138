//! `+ - * / %` and unary minus on numeric columns and expressions.
//!
//! A result has the type of its left side: integers divide to integers (towards zero) and fractions to fractions, whatever
//! `/` means to the database. `%` is for integers; databases disagree about it, or lack it, for the rest.
//!
//! Both sides have the same type, except that an exact decimal or a float on the left takes an integer on the right
//! (`Line::price * Line::quantity`), as every database does.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::{BinaryOp, Column, Expr, IntoExpr, Node};
use crate::model::Mapped;
use crate::schema::ColumnType;
use crate::types::{Integer, Numeric, SqlType};

/// The right-hand side of arithmetic with a `T`: what is an expression of type `T`, or an integer where `T` has fractions.
#[diagnostic::on_unimplemented(
    message = "SQL cannot calculate with `{T}` and `{Self}`",
    label = "expected a `{T}`",
    note = "give a `{T}`, or a column or expression of that type"
)]
pub trait NumericOperand<T> {
    /// The operand as a node.
    fn into_operand(self) -> Node;
}

impl<T, V: IntoExpr<T>> NumericOperand<T> for V {
    fn into_operand(self) -> Node {
        self.into_expr().into_node()
    }
}

macro_rules! integer_operands {
    ($($fraction:ty: $($integer:ty)*;)*) => {$($(
        impl NumericOperand<$fraction> for $integer {
            fn into_operand(self) -> Node {
                IntoExpr::<$integer>::into_expr(self).into_node()
            }
        }

        impl<M: Mapped> NumericOperand<$fraction> for Column<M, $integer> {
            fn into_operand(self) -> Node {
                self.node()
            }
        }

        impl NumericOperand<$fraction> for Expr<$integer> {
            fn into_operand(self) -> Node {
                self.into_node()
            }
        }
    )*)*};
}

integer_operands! {
    f64: i16 i32 i64;
}

#[cfg(feature = "decimal")]
integer_operands! {
    rust_decimal::Decimal: i16 i32 i64;
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $bound:ident: $op:expr;)*) => {$(
        impl<M: Mapped, T: SqlType<Base: $bound>, V: NumericOperand<T::Base>> $trait<V> for Column<M, T> {
            type Output = Expr<T>;

            fn $method(self, other: V) -> Expr<T> {
                self.expr().$method(other)
            }
        }

        impl<T: SqlType<Base: $bound>, V: NumericOperand<T::Base>> $trait<V> for Expr<T> {
            type Output = Expr<T>;

            fn $method(self, other: V) -> Expr<T> {
                let left = self.into_node();
                let op = $op(left.type_or(T::TYPE));
                Expr::from_node(left.binary(op, other.into_operand()))
            }
        }
    )*};
}

arithmetic! {
    Add add Numeric: |_| BinaryOp::Add;
    Sub sub Numeric: |_| BinaryOp::Sub;
    Mul mul Numeric: |_| BinaryOp::Mul;
    Div div Numeric: |ty: ColumnType| if ty.is_integer() { BinaryOp::IntegerDiv } else { BinaryOp::Div };
    Rem rem Integer: |_| BinaryOp::Rem;
}

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
