//! Typed expressions over an untyped tree.
//!
//! `User::email` is a [`Column`], `User::email.eq("x")` an [`Expr<bool>`]. Both only carry types: the expression itself
//! is a [`Node`], the one tree that `compile/` reads. Predicates are plain values, so filters built at run time are plain code.

mod arithmetic;
mod boolean;
mod column;
pub mod func;
mod into_expr;
mod node;
mod operators;
mod order;
mod source;
mod strings;

pub use boolean::{all_of, any_of};
pub use column::Column;
pub use into_expr::IntoExpr;
pub use node::{BinaryOp, Expr, FunctionCall, Node};
pub use operators::Operators;
pub use order::{IntoOrderBy, OrderBy};
pub use source::{ColumnRef, TableRef};
pub use strings::{StringOperators, TextType};
