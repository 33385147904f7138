//! `&`, `|`, `!` on predicates, and their forms over any number of them.

use std::ops::{BitAnd, BitOr, Not};

use super::{Column, Expr, IntoExpr, Node};
use crate::model::Mapped;
use crate::statement::IntoQuery;

impl Expr<bool> {
    /// Both; the same as `&`.
    pub fn and(self, other: impl IntoExpr<bool>) -> Expr<bool> {
        let mut nodes = match self.into_node() {
            Node::And(nodes) => nodes,
            node => vec![node],
        };
        nodes.push(other.into_expr().into_node());
        Expr::from_node(Node::And(nodes))
    }

    /// Either; the same as `|`.
    pub fn or(self, other: impl IntoExpr<bool>) -> Expr<bool> {
        let mut nodes = match self.into_node() {
            Node::Or(nodes) => nodes,
            node => vec![node],
        };
        nodes.push(other.into_expr().into_node());
        Expr::from_node(Node::Or(nodes))
    }
}

/// All of the predicates hold; true for none.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let mut conditions = vec![User::is_active.eq(true)];
/// let name = Some("Alice");
/// conditions.extend(name.map(|name| User::name.eq(name)));
/// assert!(sql(select(User).filter(all_of(conditions))).ends_with(r#"WHERE "users"."is_active" = ? AND "users"."name" = ? -- true, 'Alice'"#));
/// ```
pub fn all_of<P: IntoExpr<bool>>(predicates: impl IntoIterator<Item = P>) -> Expr<bool> {
    Expr::from_node(Node::And(nodes(predicates)))
}

/// At least one of the predicates holds; false for none.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let any = any_of(["rust", "sql"].map(|word| Post::title.contains(word)));
/// assert!(sql(select(Post::id).filter(any)).contains(" OR "));
/// ```
pub fn any_of<P: IntoExpr<bool>>(predicates: impl IntoIterator<Item = P>) -> Expr<bool> {
    Expr::from_node(Node::Or(nodes(predicates)))
}

/// `a & b` in SQLAlchemy's words.
#[doc(hidden)]
#[deprecated(note = "write `a & b`, or `all_of([a, b, c])`")]
pub fn and_(a: impl IntoExpr<bool>, b: impl IntoExpr<bool>) -> Expr<bool> {
    a.into_expr().and(b)
}

/// `a | b` in SQLAlchemy's words.
#[doc(hidden)]
#[deprecated(note = "write `a | b`, or `any_of([a, b, c])`")]
pub fn or_(a: impl IntoExpr<bool>, b: impl IntoExpr<bool>) -> Expr<bool> {
    a.into_expr().or(b)
}

/// `!a` in SQLAlchemy's words.
#[doc(hidden)]
#[deprecated(note = "write `!a`")]
pub fn not_(a: impl IntoExpr<bool>) -> Expr<bool> {
    !a.into_expr()
}

/// Whether a query gives any row; the same as [`Select::exists`](crate::statement::Select::exists).
pub fn exists(query: impl IntoQuery) -> Expr<bool> {
    Expr::from_node(Node::Exists(Box::new(query.into_query().1)))
}

fn nodes<P: IntoExpr<bool>>(predicates: impl IntoIterator<Item = P>) -> Vec<Node> {
    predicates.into_iter().map(|predicate| predicate.into_expr().into_node()).collect()
}

impl<V: IntoExpr<bool>> BitAnd<V> for Expr<bool> {
    type Output = Expr<bool>;

    fn bitand(self, other: V) -> Expr<bool> {
        self.and(other)
    }
}

impl<V: IntoExpr<bool>> BitOr<V> for Expr<bool> {
    type Output = Expr<bool>;

    fn bitor(self, other: V) -> Expr<bool> {
        self.or(other)
    }
}

impl Not for Expr<bool> {
    type Output = Expr<bool>;

    fn not(self) -> Expr<bool> {
        Expr::from_node(Node::Not(Box::new(self.into_node())))
    }
}

impl<M: Mapped, V: IntoExpr<bool>> BitAnd<V> for Column<M, bool> {
    type Output = Expr<bool>;

    fn bitand(self, other: V) -> Expr<bool> {
        self.expr().and(other)
    }
}

impl<M: Mapped, V: IntoExpr<bool>> BitOr<V> for Column<M, bool> {
    type Output = Expr<bool>;

    fn bitor(self, other: V) -> Expr<bool> {
        self.expr().or(other)
    }
}

impl<M: Mapped> Not for Column<M, bool> {
    type Output = Expr<bool>;

    fn not(self) -> Expr<bool> {
        !self.expr()
    }
}
