//! [`OrderBy`]: sort keys.

use super::{Column, Expr, Node};
use crate::model::Mapped;
use crate::types::SqlType;

/// One sort key.
#[derive(Clone, Debug)]
pub struct OrderBy {
    /// What is compared.
    pub node: Node,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl OrderBy {
    /// Smallest first.
    pub fn asc(node: Node) -> Self {
        OrderBy { node, descending: false }
    }

    /// Largest first.
    pub fn desc(node: Node) -> Self {
        OrderBy { node, descending: true }
    }
}

/// What `order_by` and `group_by` accept: a column, an expression, `.desc()` of one, or a tuple or `Vec` of sort keys.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be sorted by")]
pub trait IntoOrderBy {
    /// The sort keys.
    fn into_order_by(self) -> Vec<OrderBy>;
}

impl IntoOrderBy for OrderBy {
    fn into_order_by(self) -> Vec<OrderBy> {
        vec![self]
    }
}

impl IntoOrderBy for Vec<OrderBy> {
    fn into_order_by(self) -> Vec<OrderBy> {
        self
    }
}

impl<M: Mapped, T: SqlType> IntoOrderBy for Column<M, T> {
    fn into_order_by(self) -> Vec<OrderBy> {
        vec![self.asc()]
    }
}

impl<T: SqlType> IntoOrderBy for Expr<T> {
    fn into_order_by(self) -> Vec<OrderBy> {
        vec![self.asc()]
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: IntoOrderBy),+> IntoOrderBy for ($($name,)+) {
            fn into_order_by(self) -> Vec<OrderBy> {
                let mut keys = Vec::new();
                $(keys.extend(self.$index.into_order_by());)+
                keys
            }
        }
    };
}

crate::each_tuple!(tuple);
