//! Functions of text.

use super::{Args, named};
use crate::expr::{Builtin, Expr, IntoExpr, Lift, Node, Operators, TextType};
use crate::value::Value;

/// The text in lower case.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::lower(User::name))), r#"SELECT lower("users"."name") FROM "users""#);
/// ```
pub fn lower<E: Operators<Type: TextType>>(expr: E) -> Expr<E::Type> {
    named("lower", vec![expr.operand()])
}

/// The text in upper case.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::upper(User::email))), r#"SELECT upper("users"."email") FROM "users""#);
/// ```
pub fn upper<E: Operators<Type: TextType>>(expr: E) -> Expr<E::Type> {
    named("upper", vec![expr.operand()])
}

/// Number of characters.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::length(User::name))), r#"SELECT length("users"."name") FROM "users""#);
/// ```
pub fn length<E: Operators<Type: TextType + Lift>>(expr: E) -> Expr<<E::Type as Lift>::With<i64>> {
    Expr::from_node(Node::builtin(Builtin::Length, [expr.operand()]))
}

/// So many characters from the one at `start`, which counts from 1.
pub fn substr<E: Operators<Type: TextType>>(
    expr: E,
    start: impl IntoExpr<i32>,
    length: impl IntoExpr<i32>,
) -> Expr<E::Type> {
    let args = [expr.operand(), start.into_expr().into_node(), length.into_expr().into_node()];
    Expr::from_node(Node::builtin(Builtin::Substr, args))
}

/// Where `part` begins in the text, from 1; 0 if it is not there.
pub fn position<E: Operators<Type: TextType + Lift>>(
    expr: E,
    part: impl IntoExpr<String>,
) -> Expr<<E::Type as Lift>::With<i64>> {
    Expr::from_node(Node::builtin(Builtin::Position, [expr.operand(), part.into_expr().into_node()]))
}

/// The first so many characters.
pub fn left<E: Operators<Type: TextType>>(expr: E, length: impl IntoExpr<i32>) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::Left, [expr.operand(), length.into_expr().into_node()]))
}

/// The last so many characters.
pub fn right<E: Operators<Type: TextType>>(expr: E, length: impl IntoExpr<i32>) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::Right, [expr.operand(), length.into_expr().into_node()]))
}

/// The text without spaces around it.
pub fn trim<E: Operators<Type: TextType>>(expr: E) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::Trim, [expr.operand()]))
}

/// The text without spaces before it.
pub fn ltrim<E: Operators<Type: TextType>>(expr: E) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::TrimStart, [expr.operand()]))
}

/// The text without spaces after it.
pub fn rtrim<E: Operators<Type: TextType>>(expr: E) -> Expr<E::Type> {
    Expr::from_node(Node::builtin(Builtin::TrimEnd, [expr.operand()]))
}

/// The text with every `part` replaced.
pub fn replace<E: Operators<Type: TextType>>(
    expr: E,
    part: impl IntoExpr<String>,
    with: impl IntoExpr<String>,
) -> Expr<E::Type> {
    named("replace", vec![expr.operand(), part.into_expr().into_node(), with.into_expr().into_node()])
}

/// The texts joined with `separator` between them, NULL left out.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let shown = func::concat_ws(" ", (User::name, User::email));
/// assert!(sql(select(shown)).starts_with("SELECT concat_ws(?, "));
/// ```
pub fn concat_ws(separator: &str, texts: impl Args) -> Expr<String> {
    let mut args = texts.into_args();
    args.insert(0, Node::Value(Value::Text(separator.to_owned())));
    Expr::from_node(Node::builtin(Builtin::ConcatWs, args))
}
