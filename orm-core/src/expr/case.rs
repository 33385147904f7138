//! CASE.

use std::marker::PhantomData;

use super::{Expr, IntoExpr, Node, Operators};
use crate::types::SqlType;

/// A CASE whose results are of type `T`: [`case`] makes it.
#[derive(Clone, Debug)]
pub struct Case<T, W = bool> {
    operand: Option<Box<Node>>,
    whens: Vec<(Node, Node)>,
    ty: PhantomData<fn() -> (T, W)>,
}

/// The result of the first condition that is true. `T` is the type of the results.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::expr::case;
///
/// let size = case::<String>().when(Post::views.gt(1000), "hit").when(Post::views.gt(10), "read").otherwise("new");
/// assert_eq!(
///     sql(select(size)),
///     r#"SELECT CASE WHEN "posts"."views" > ? THEN ? WHEN "posts"."views" > ? THEN ? ELSE ? END FROM "posts" -- 1000, 'hit', 10, 'read', 'new'"#,
/// );
/// ```
pub fn case<T: SqlType<Base = T>>() -> Case<T> {
    Case { operand: None, whens: Vec::new(), ty: PhantomData }
}

/// The result of the first value that the operand equals.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::expr::case_of;
///
/// let word = case_of::<String, _>(Post::views).when(0, "none").when(1, "one").end();
/// assert!(sql(select(word)).starts_with(r#"SELECT CASE "posts"."views" WHEN ? THEN ? WHEN ? THEN ? END"#));
/// ```
pub fn case_of<T: SqlType<Base = T>, E: Operators>(operand: E) -> Case<T, <E::Type as SqlType>::Base> {
    Case { operand: Some(Box::new(operand.operand())), whens: Vec::new(), ty: PhantomData }
}

impl<T: SqlType<Base = T>, W: SqlType<Base = W>> Case<T, W> {
    /// Adds a condition (or a value) and its result.
    #[must_use]
    pub fn when(mut self, condition: impl IntoExpr<W>, result: impl IntoExpr<T>) -> Self {
        self.whens.push((condition.into_expr().into_node(), result.into_expr().into_node()));
        self
    }

    /// The result if nothing else was.
    pub fn otherwise(self, result: impl IntoExpr<T>) -> Expr<T> {
        Expr::from_node(self.node(Some(result.into_expr().into_node())))
    }

    /// Without another result: NULL.
    pub fn end(self) -> Expr<Option<T>> {
        Expr::from_node(self.node(None))
    }

    fn node(self, otherwise: Option<Node>) -> Node {
        match (self.whens.is_empty(), otherwise) {
            // `CASE ELSE x END` is no SQL.
            (true, Some(otherwise)) => otherwise,
            (true, None) => Node::Value(crate::value::Value::Null(T::TYPE)),
            (false, otherwise) => {
                Node::Case { operand: self.operand, whens: self.whens, otherwise: otherwise.map(Box::new) }
            }
        }
    }
}
