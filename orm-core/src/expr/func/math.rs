//! Functions of numbers.

use super::Base;
use crate::dialect::Dialect;
use crate::expr::{Builtin, Expr, IntoExpr, Lift, Node, Operators};
use crate::schema::ColumnType;
use crate::types::{Integer, Numeric, SqlType};

macro_rules! of_one {
    ($($(#[$doc:meta])* $name:ident $op:ident -> $result:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name<E: Operators>(expr: E) -> Expr<$result>
        where
            E::Type: Lift,
            Base<E>: Numeric,
        {
            Expr::from_node(Node::builtin(Builtin::$op, [expr.operand()]))
        }
    )*};
}

of_one! {
    /// The number without its sign.
    abs Abs -> E::Type;
    /// -1, 0 or 1, as the number is negative, zero or positive.
    sign Sign -> <E::Type as Lift>::With<i32>;
    /// Square root.
    sqrt Sqrt -> <E::Type as Lift>::With<f64>;
    /// Natural logarithm.
    ln Ln -> <E::Type as Lift>::With<f64>;
    /// e to this power.
    exp Exp -> <E::Type as Lift>::With<f64>;
}

macro_rules! to_integers {
    ($($(#[$doc:meta])* $name:ident $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name<E: Operators>(expr: E) -> Expr<E::Type>
        where
            Base<E>: Numeric,
        {
            // Of an integer it is what it is; PostgreSQL would make a float of it.
            let node = expr.operand();
            let integer = Base::<E>::TYPE.is_integer();
            Expr::from_node(if integer { node } else { Node::builtin(Builtin::$op, [node]) })
        }
    )*};
}

to_integers! {
    /// The next integer that is not smaller.
    ceil Ceil;
    /// The next integer that is not larger.
    floor Floor;
    /// The nearest integer. Half of a float becomes the larger one on SQLite, and the even one elsewhere; that of a decimal the larger one.
    round Round;
}

/// The number with so many digits after the point.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert!(sql(select(func::round_to(func::avg(Post::views), 2))).contains("round(avg("));
/// ```
pub fn round_to<E: Operators>(expr: E, digits: impl IntoExpr<i32>) -> Expr<E::Type>
where
    Base<E>: Numeric,
{
    let ty = Base::<E>::TYPE;
    let node = Node::builtin(Builtin::RoundTo, [expr.operand(), digits.into_expr().into_node()]);
    // PostgreSQL would make a decimal of an integer.
    Expr::from_node(if ty.is_integer() { Node::Cast { node: Box::new(node), ty } } else { node })
}

/// The number to this power.
pub fn power<E: Operators>(expr: E, exponent: impl IntoExpr<f64>) -> Expr<<E::Type as Lift>::With<f64>>
where
    E::Type: Lift,
    Base<E>: Numeric,
{
    Expr::from_node(Node::builtin(Builtin::Power, [expr.operand(), exponent.into_expr().into_node()]))
}

/// The quotient of two integers, rounded down (`/` rounds towards zero).
pub fn floor_div<E: Operators>(expr: E, by: impl IntoExpr<Base<E>>) -> Expr<E::Type>
where
    Base<E>: Integer,
{
    Expr::from_node(Node::builtin(Builtin::FloorDiv, [expr.operand(), by.into_expr().into_node()]))
}

/// The quotient of two integers, with its fraction.
pub fn true_div<E: Operators>(expr: E, by: impl IntoExpr<Base<E>>) -> Expr<<E::Type as Lift>::With<f64>>
where
    E::Type: Lift,
    Base<E>: Integer,
{
    Expr::from_node(Node::builtin(Builtin::TrueDiv, [expr.operand(), by.into_expr().into_node()]))
}

/// A random number from 0 to 1.
pub fn random() -> Expr<f64> {
    Expr::from_node(Node::builtin(Builtin::Random, []))
}

/// An operator on bits. Where the result is signed although the type is not, it is cast back.
fn bits<T: SqlType>(op: Builtin, args: Vec<Node>) -> Expr<T> {
    let node = Node::builtin(op, args);
    if !matches!(<T::Base as SqlType>::TYPE, ColumnType::UnsignedBigInteger) {
        return Expr::from_node(node);
    }
    let cast = Node::builtin(Builtin::AsUnsigned, [node.clone()]);
    let variants = [Dialect::MYSQL.name, Dialect::MARIADB.name].map(|name| (name, cast.clone()));
    Expr::from_node(Node::ByDialect { variants: variants.into(), otherwise: Some(Box::new(node)), feature: "" })
}

macro_rules! bitwise {
    ($($(#[$doc:meta])* $name:ident $op:ident;)*) => {
        /// Operators on the bits of integers.
        ///
        /// ```
        /// # use {orm_guide::*, orm::prelude::*};
        /// use orm::core::expr::BitOperators;
        /// let flagged = select(Post::id).filter(Post::views.bit_and(4).ne(0));
        /// assert!(sql(flagged).ends_with(r#""posts"."views" & ? <> ? -- 4, 0"#));
        /// ```
        pub trait BitOperators: Operators
        where
            <Self::Type as SqlType>::Base: Integer,
        {
            $($(#[$doc])*
            fn $name(self, other: impl IntoExpr<<Self::Type as SqlType>::Base>) -> Expr<Self::Type> {
                bits::<Self::Type>(Builtin::$op, vec![self.operand(), other.into_expr().into_node()])
            })*

            /// The bits, inverted.
            fn bit_not(self) -> Expr<Self::Type> {
                bits::<Self::Type>(Builtin::BitNot, vec![self.operand()])
            }
        }
    };
}

bitwise! {
    /// The bits set in both.
    bit_and BitAnd;
    /// The bits set in either.
    bit_or BitOr;
    /// The bits set in one but not the other.
    bit_xor BitXor;
    /// The bits moved up.
    shift_left ShiftLeft;
    /// The bits moved down.
    shift_right ShiftRight;
}

impl<E: Operators> BitOperators for E where <E::Type as SqlType>::Base: Integer {}
