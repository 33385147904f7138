//! Calls by name, and functions of any type.

use std::borrow::Cow;

use super::{Base, named};
use crate::expr::{Builtin, Call, Column, Expr, IntoExpr, Node, Operators};
use crate::model::Mapped;
use crate::types::SqlType;
use crate::value::Value;

/// What can be an argument of [`call`]: a value, a column or an expression, of any type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a SQL function",
    label = "not a value, column or expression"
)]
pub trait IntoArg {
    /// The argument as a node.
    fn into_arg(self) -> Node;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> IntoArg for T {
    fn into_arg(self) -> Node {
        Node::Value(self.bound())
    }
}

#[diagnostic::do_not_recommend]
impl IntoArg for &str {
    fn into_arg(self) -> Node {
        Node::Value(Value::Text(self.to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, T> IntoArg for Column<M, T> {
    fn into_arg(self) -> Node {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoArg for Expr<T> {
    fn into_arg(self) -> Node {
        self.into_node()
    }
}

/// The arguments of [`call`]: a tuple of values, columns and expressions, or a `Vec` of one kind of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of arguments",
    label = "not a tuple of values, columns and expressions",
    note = "of one argument, too: `func::call::<i64>(\"length\", (User::name,))`"
)]
pub trait Args {
    /// The arguments as nodes.
    fn into_args(self) -> Vec<Node>;
}

#[diagnostic::do_not_recommend]
impl Args for () {
    fn into_args(self) -> Vec<Node> {
        Vec::new()
    }
}

#[diagnostic::do_not_recommend]
impl<A: IntoArg> Args for Vec<A> {
    fn into_args(self) -> Vec<Node> {
        self.into_iter().map(IntoArg::into_arg).collect()
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: IntoArg),+> Args for ($($name,)+) {
            fn into_args(self) -> Vec<Node> {
                vec![$(self.$index.into_arg()),+]
            }
        }
    };
}

crate::each_tuple!(tuple);

/// The function of this name, whose result is a `T`. The name is rendered as it is; one that is more than letters, digits, `_`
/// and `.` is an error when the statement is compiled.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let sound = func::call::<String>("soundex", (User::name,));
/// assert_eq!(sql(select(sound)), r#"SELECT soundex("users"."name") FROM "users""#);
/// ```
pub fn call<T>(name: impl Into<Cow<'static, str>>, args: impl Args) -> Expr<T> {
    Expr::from_node(Call::named(name, args.into_args()).into())
}

/// The expression, or `fallback` where it is NULL.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::coalesce(User::email, User::name))), r#"SELECT coalesce("users"."email", "users"."name") FROM "users""#);
/// let total = select(func::coalesce(func::sum(Post::views), 0)); // an i64, not an Option
/// assert_eq!(sql(total), r#"SELECT coalesce(sum("posts"."views"), ?) FROM "posts" -- 0"#);
/// ```
pub fn coalesce<E: Operators>(expr: E, fallback: impl IntoExpr<Base<E>>) -> Expr<Base<E>> {
    named("coalesce", vec![expr.operand(), fallback.into_expr().into_node()])
}

/// The expression, or NULL where it equals `value`.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::nullif(User::name, ""))), r#"SELECT nullif("users"."name", ?) FROM "users" -- ''"#);
/// ```
pub fn nullif<E: Operators>(expr: E, value: impl IntoExpr<Base<E>>) -> Expr<Option<Base<E>>> {
    named("nullif", vec![expr.operand(), value.into_expr().into_node()])
}

/// The larger of two. With NULL: the other on PostgreSQL, NULL elsewhere.
pub fn greatest<E: Operators>(expr: E, other: impl IntoExpr<Base<E>>) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::Greatest, [expr.operand(), other.into_expr().into_node()]))
}

/// The smaller of two. With NULL: the other on PostgreSQL, NULL elsewhere.
pub fn least<E: Operators>(expr: E, other: impl IntoExpr<Base<E>>) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::Least, [expr.operand(), other.into_expr().into_node()]))
}
