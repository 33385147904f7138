//! [`OrderBy`]: sort keys.

use super::{Column, Expr, Node};
use crate::model::Mapped;
use crate::types::SqlType;

/// One sort key.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderBy {
    /// What is compared.
    pub node: Node,
    /// Whether the largest comes first.
    pub descending: bool,
    /// Where NULL comes; otherwise where the database puts it.
    pub nulls: Option<Nulls>,
}

/// Where NULL comes in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// Before everything else.
    First,
    /// After everything else.
    Last,
}

impl OrderBy {
    /// Smallest first.
    pub fn asc(node: Node) -> Self {
        OrderBy { node, descending: false, nulls: None }
    }

    /// Largest first.
    pub fn desc(node: Node) -> Self {
        OrderBy { node, descending: true, nulls: None }
    }

    /// NULL comes first. Databases differ in where they put it otherwise: PostgreSQL last, the others first.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = select(User::id).order_by(User::email.desc().nulls_last());
    /// assert!(sql(statement).ends_with(r#"ORDER BY "users"."email" DESC NULLS LAST"#));
    /// ```
    #[must_use]
    pub fn nulls_first(self) -> Self {
        OrderBy { nulls: Some(Nulls::First), ..self }
    }

    /// NULL comes last.
    #[must_use]
    pub fn nulls_last(self) -> Self {
        OrderBy { nulls: Some(Nulls::Last), ..self }
    }
}

/// What `order_by` and `group_by` accept: a column, an expression, `.desc()` of one, or a tuple, `Vec` or `Option` of sort keys.
#[diagnostic::on_unimplemented(
    message = "rows cannot be sorted or grouped by `{Self}`",
    label = "give a column (`User::name`), an expression, `.desc()` of one, or a tuple of up to six of them"
)]
pub trait IntoOrderBy {
    /// The sort keys.
    fn into_order_by(self) -> Vec<OrderBy>;
}

/// What makes a type [`IntoOrderBy`]. Because it is a trait of its own, the compiler's message about anything else is short.
pub trait SortKeys {
    /// The sort keys.
    fn keys(self) -> Vec<OrderBy>;
}

#[diagnostic::do_not_recommend]
impl<K: SortKeys> IntoOrderBy for K {
    #[inline]
    fn into_order_by(self) -> Vec<OrderBy> {
        self.keys()
    }
}

impl SortKeys for OrderBy {
    fn keys(self) -> Vec<OrderBy> {
        vec![self]
    }
}

impl<K: IntoOrderBy> SortKeys for Vec<K> {
    fn keys(self) -> Vec<OrderBy> {
        self.into_iter().flat_map(IntoOrderBy::into_order_by).collect()
    }
}

impl<K: IntoOrderBy> SortKeys for Option<K> {
    fn keys(self) -> Vec<OrderBy> {
        self.map(IntoOrderBy::into_order_by).unwrap_or_default()
    }
}

impl<M: Mapped, T: SqlType> SortKeys for Column<M, T> {
    fn keys(self) -> Vec<OrderBy> {
        vec![self.asc()]
    }
}

impl<T: SqlType> SortKeys for Expr<T> {
    fn keys(self) -> Vec<OrderBy> {
        vec![self.asc()]
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
                impl<$($name: IntoOrderBy),+> SortKeys for ($($name,)+) {
            fn keys(self) -> Vec<OrderBy> {
                let mut keys = Vec::new();
                $(keys.extend(self.$index.into_order_by());)+
                keys
            }
        }
    };
}

crate::each_tuple!(tuple);
