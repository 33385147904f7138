//! [`Assign`]: what a column of an instance can be set to, a value or an expression.

use super::IntoField;
use crate::expr::{Column, Expr, Node};
use crate::model::Mapped;
use crate::types::SqlType;

/// What a column is set to.
#[derive(Clone, Debug)]
pub enum Assigned<T> {
    /// A value.
    Value(T),
    /// An expression, whose value the database knows.
    Expression(Node),
}

/// What can be given where a column of type `T` is set: a value, or an expression that the database calculates.
#[diagnostic::on_unimplemented(
    message = "expected a value or an expression for a `{T}`, found `{Self}`",
    label = "expected a `{T}`"
)]
pub trait Assign<T> {
    /// The value or expression.
    fn assigned(self) -> Assigned<T>;
}

macro_rules! values {
    ($(<$($param:ident)?> $of:ty => $target:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($param)?> Assign<$target> for $of {
            fn assigned(self) -> Assigned<$target> {
                Assigned::Value(self.into_field())
            }
        }
    )*};
}

// As for `IntoField`.
values! {
    <T> T => T;
    <> &str => String;
    <> &str => Option<String>;
    <> &[u8] => Vec<u8>;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> Assign<Option<T>> for T {
    fn assigned(self) -> Assigned<Option<T>> {
        Assigned::Value(Some(self))
    }
}

macro_rules! expressions {
    ($($of:ty => $target:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: SqlType<Base = T>> Assign<$target> for Expr<$of> {
            fn assigned(self) -> Assigned<$target> {
                Assigned::Expression(self.into_node())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Mapped, T: SqlType<Base = T>> Assign<$target> for Column<M, $of> {
            fn assigned(self) -> Assigned<$target> {
                Assigned::Expression(self.node())
            }
        }
    )*};
}

expressions!(T => T, T => Option<T>, Option<T> => T, Option<T> => Option<T>);
