//! [`ColumnDefault`]: what fills a column that a statement leaves out.

use std::fmt;
use std::sync::Arc;

use crate::expr::{Expr, IntoExpr, Node};
use crate::types::SqlType;

/// A default: a value, an expression, or a function that gives one and is called anew for every use, so that
/// `default = Uuid::new_v4()` differs per row.
///
/// ```
/// use orm_core::schema::{ColumnDef, default_node};
/// let stars = ColumnDef::new::<i32>("stars").default(default_node::<i32>(3)); // the same for every row
/// let code = ColumnDef::new::<i64>("code").default(|| default_node::<i64>(7)); // asked each time
/// assert!(stars.default.is_some() && code.default.is_some());
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum ColumnDefault {
    /// What a model's attribute says.
    Fn(fn() -> Node),
    /// What was made at run time.
    Shared(Arc<dyn Fn() -> Node + Send + Sync>),
}

impl ColumnDefault {
    /// The expression.
    pub fn node(&self) -> Node {
        match self {
            ColumnDefault::Fn(make) => make(),
            ColumnDefault::Shared(make) => make(),
        }
    }
}

impl fmt::Debug for ColumnDefault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node().fmt(f)
    }
}

impl<F: Fn() -> Node + Send + Sync + 'static> From<F> for ColumnDefault {
    fn from(make: F) -> Self {
        ColumnDefault::Shared(Arc::new(make))
    }
}

impl From<Node> for ColumnDefault {
    fn from(node: Node) -> Self {
        (move || node.clone()).into()
    }
}

impl<T> From<Expr<T>> for ColumnDefault {
    fn from(expr: Expr<T>) -> Self {
        expr.into_node().into()
    }
}

/// The node of a default, which may be a Rust value or a SQL expression of type `T`.
pub fn default_node<T: SqlType>(default: impl IntoExpr<T::Base>) -> Node {
    default.into_expr().into_node()
}
