//! [`StringOperators`]: pattern matching and concatenation.

use super::{BinaryOp, Expr, IntoExpr, Node, Operators};
use crate::types::SqlType;
use crate::value::Value;

/// Text: `String` and `Option<String>`.
#[diagnostic::on_unimplemented(message = "this is for text, not for `{Self}`", label = "a `{Self}` is no text")]
pub trait TextType: SqlType<Base = String> {}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = String>> TextType for T {}

/// Operators of text columns and expressions.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert!(sql(select(User).filter(User::name.like("A%"))).ends_with(r#""users"."name" LIKE ? -- 'A%'"#));
/// assert!(sql(select(User).filter(User::name.starts_with("100%"))).ends_with(r#""users"."name" LIKE ? ESCAPE '/' -- '100/%%'"#));
/// assert!(sql(select(User).filter(User::name.concat("!").eq("Hi!"))).ends_with(r#""users"."name" || ? = ? -- '!', 'Hi!'"#));
/// ```
pub trait StringOperators: Operators {
    /// `self LIKE pattern`: `%` stands for any text, `_` for one character. Whether case counts is up to the database.
    fn like(self, pattern: impl IntoExpr<String>) -> Expr<bool>
    where
        Self::Type: TextType,
    {
        like(self, pattern.into_expr().into_node(), false, false)
    }

    /// `self NOT LIKE pattern`.
    fn not_like(self, pattern: impl IntoExpr<String>) -> Expr<bool>
    where
        Self::Type: TextType,
    {
        like(self, pattern.into_expr().into_node(), false, true)
    }

    /// Whether the text starts with `prefix`; wildcards in it are literal.
    fn starts_with(self, prefix: impl AsRef<str>) -> Expr<bool>
    where
        Self::Type: TextType,
    {
        like(self, literal("", prefix.as_ref(), "%"), true, false)
    }

    /// Whether the text ends with `suffix`; wildcards in it are literal.
    fn ends_with(self, suffix: impl AsRef<str>) -> Expr<bool>
    where
        Self::Type: TextType,
    {
        like(self, literal("%", suffix.as_ref(), ""), true, false)
    }

    /// Whether the text contains `part`; wildcards in it are literal.
    fn contains(self, part: impl AsRef<str>) -> Expr<bool>
    where
        Self::Type: TextType,
    {
        like(self, literal("%", part.as_ref(), "%"), true, false)
    }

    /// The two texts joined.
    fn concat(self, other: impl IntoExpr<String>) -> Expr<Self::Type>
    where
        Self::Type: TextType,
    {
        Expr::from_node(self.operand().binary(BinaryOp::Concat, other.into_expr().into_node()))
    }
}

impl<E: Operators> StringOperators for E {}

fn like(node: impl Operators, pattern: Node, escaped: bool, negated: bool) -> Expr<bool> {
    Expr::from_node(Node::Like { node: Box::new(node.operand()), pattern: Box::new(pattern), escaped, negated })
}

/// The pattern that matches `text` itself, with `/` as the escape character (a backslash means different things to different databases).
fn literal(before: &str, text: &str, after: &str) -> Node {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push_str(before);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '/') {
            pattern.push('/');
        }
        pattern.push(c);
    }
    pattern.push_str(after);
    Node::Value(Value::Text(pattern))
}
