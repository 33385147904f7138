//! [`StringOperators`]: pattern matching and concatenation.

use super::{BinaryOp, Builtin, Expr, IntoExpr, Node, Operators};
use crate::dialect::Dialect;
use crate::schema::ColumnType;
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
    fn like<T: TextType>(self, pattern: impl IntoExpr<String>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, pattern.into_expr().into_node(), Like::default())
    }

    /// As [`like`](Self::like), whatever the case.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// assert!(sql(select(User).filter(User::name.ilike("a%"))).ends_with(r#"lower("users"."name") LIKE lower(?) -- 'a%'"#));
    /// ```
    fn ilike<T: TextType>(self, pattern: impl IntoExpr<String>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, pattern.into_expr().into_node(), Like { insensitive: true, ..Like::default() })
    }

    /// `self NOT LIKE pattern`.
    fn not_like<T: TextType>(self, pattern: impl IntoExpr<String>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, pattern.into_expr().into_node(), Like { negated: true, ..Like::default() })
    }

    /// Whether the text starts with `prefix`; wildcards in it are literal.
    fn starts_with<T: TextType>(self, prefix: impl AsRef<str>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, literal("", prefix.as_ref(), "%"), Like::ESCAPED)
    }

    /// Whether the text ends with `suffix`; wildcards in it are literal.
    fn ends_with<T: TextType>(self, suffix: impl AsRef<str>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, literal("%", suffix.as_ref(), ""), Like::ESCAPED)
    }

    /// Whether the text contains `part`; wildcards in it are literal.
    fn contains<T: TextType>(self, part: impl AsRef<str>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, literal("%", part.as_ref(), "%"), Like::ESCAPED)
    }

    /// As [`starts_with`](Self::starts_with), whatever the case.
    fn istarts_with<T: TextType>(self, prefix: impl AsRef<str>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, literal("", prefix.as_ref(), "%"), Like { insensitive: true, ..Like::ESCAPED })
    }

    /// As [`ends_with`](Self::ends_with), whatever the case.
    fn iends_with<T: TextType>(self, suffix: impl AsRef<str>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, literal("%", suffix.as_ref(), ""), Like { insensitive: true, ..Like::ESCAPED })
    }

    /// As [`contains`](Self::contains), whatever the case.
    fn icontains<T: TextType>(self, part: impl AsRef<str>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        like(self, literal("%", part.as_ref(), "%"), Like { insensitive: true, ..Like::ESCAPED })
    }

    /// Whether the regular expression matches anywhere in the text. What it may say is up to the database; SQLite
    /// needs the cargo feature `regexp`, and to it, it is one of the crate `regex`.
    fn regexp_match<T: TextType>(self, pattern: impl IntoExpr<String>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        Expr::from_node(Node::builtin(Builtin::Regexp, [self.operand(), pattern.into_expr().into_node()]))
    }

    /// The text with everything that the regular expression matches replaced. SQLite has none.
    fn regexp_replace<T: TextType>(self, pattern: impl IntoExpr<String>, with: impl IntoExpr<String>) -> Expr<T>
    where
        Self: Operators<Type = T>,
    {
        let args = [self.operand(), pattern.into_expr().into_node(), with.into_expr().into_node()];
        Expr::from_node(Node::builtin(Builtin::RegexpReplace, args))
    }

    /// Whether the text has the words, by the database's full-text search: PostgreSQL without an index, MySQL and MariaDB with a
    /// FULLTEXT index on the column, SQLite on a column of an FTS5 table.
    fn matches<T: TextType>(self, words: impl IntoExpr<String>) -> Expr<bool>
    where
        Self: Operators<Type = T>,
    {
        Expr::from_node(Node::builtin(Builtin::Match, [self.operand(), words.into_expr().into_node()]))
    }

    /// The text as another type, or NULL where it is none: what [`cast`](Operators::cast) would refuse.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let numbers = select(Post::title.try_cast::<i64>());
    /// let mut postgres_16 = Dialect::POSTGRES;
    /// postgres_16.capabilities.input_is_valid = true; // an engine finds out when it connects
    /// assert!(numbers.compile(&postgres_16)?[0].sql.contains("CASE WHEN pg_input_is_valid("));
    /// assert!(numbers.compile(&Dialect::POSTGRES).is_err());
    /// assert!(numbers.compile(&Dialect::MYSQL).is_err());
    /// # Ok::<(), orm::Error>(())
    /// ```
    ///
    /// PostgreSQL 16 and later only, otherwise [`Error::Unsupported`](crate::Error::Unsupported): older ones have nothing to ask, and a
    /// CAST of the others fails never, and makes a number of anything.
    fn try_cast<C: SqlType<Base = C>>(self) -> Expr<Option<C>>
    where
        Self::Type: TextType,
    {
        let text = self.operand();
        let valid = Node::builtin(Builtin::IsValid, [text.clone(), type_name(C::TYPE)]);
        // Of a constant, the planner would try the CAST whatever the condition; not of what stands in a subquery.
        let cast = Node::Cast { node: Box::new(Node::builtin(Builtin::Opaque, [text])), ty: C::TYPE };
        let case = Node::Case { operand: None, whens: vec![(valid, cast)], otherwise: None };
        let variants = vec![(Dialect::POSTGRES.name, case)];
        Expr::from_node(Node::ByDialect { variants, otherwise: None, feature: "TRY_CAST" })
    }

    /// The text, to be compared and sorted as this collation says: `self COLLATE name`.
    fn collate<T: TextType>(self, name: impl Into<std::borrow::Cow<'static, str>>) -> Expr<T>
    where
        Self: Operators<Type = T>,
    {
        Expr::from_node(Node::Collate { node: Box::new(self.operand()), name: name.into() })
    }

    /// The two texts joined.
    fn concat<T: TextType>(self, other: impl IntoExpr<String>) -> Expr<T>
    where
        Self: Operators<Type = T>,
    {
        Expr::from_node(self.operand().binary(BinaryOp::Concat, other.into_expr().into_node()))
    }
}

impl<E: Operators> StringOperators for E {}

/// The name of a type on PostgreSQL, as a text.
fn type_name(ty: ColumnType) -> Node {
    let name = (Dialect::POSTGRES.cast_type)(ty).unwrap_or_default();
    Node::Value(Value::Text(name.into_owned()))
}

/// How a LIKE matches.
#[derive(Default)]
struct Like {
    escaped: bool,
    negated: bool,
    insensitive: bool,
}

impl Like {
    const ESCAPED: Like = Like { escaped: true, negated: false, insensitive: false };
}

fn like(node: impl Operators, pattern: Node, like: Like) -> Expr<bool> {
    let Like { escaped, negated, insensitive } = like;
    let sides = Box::new((node.operand(), pattern));
    Expr::from_node(Node::Like { sides, escaped, negated, insensitive })
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
