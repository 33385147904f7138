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
#[diagnostic::on_unimplemented(
    message = "rows cannot be sorted or grouped by `{Self}`",
    label = "not a column or expression",
    note = "give a column (`User::name`), an expression, `.desc()` of one, or a tuple of up to six of them"
)]
pub trait IntoOrderBy {
    /// The sort keys.
    fn into_order_by(self) -> Vec<OrderBy>;
}

#[diagnostic::do_not_recommend]
impl IntoOrderBy for OrderBy {
    fn into_order_by(self) -> Vec<OrderBy> {
        vec![self]
    }
}

#[diagnostic::do_not_recommend]
impl IntoOrderBy for Vec<OrderBy> {
    fn into_order_by(self) -> Vec<OrderBy> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, T: SqlType> IntoOrderBy for Column<M, T> {
    fn into_order_by(self) -> Vec<OrderBy> {
        vec![self.asc()]
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> IntoOrderBy for Expr<T> {
    fn into_order_by(self) -> Vec<OrderBy> {
        vec![self.asc()]
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
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
