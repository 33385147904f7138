//! [`Column`]: the typed column constant.

use std::fmt;
use std::marker::PhantomData;

use super::{ColumnRef, Expr, IntoExpr, Node, OrderBy, TableRef};
use crate::model::Mapped;
use crate::types::SqlType;

/// Column of model `M` with Rust type `T`. The derive emits one constant per column field: `User::email`.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(User::email.name(), "email");
/// let statement = select(User::email).filter(User::email.is_not_null()).order_by(User::email.desc());
/// assert!(sql(statement).ends_with(r#"ORDER BY "users"."email" DESC"#));
/// ```
pub struct Column<M, T> {
    /// Name, and index in the table: behind a reference, because statements hold many columns and are moved a lot.
    place: &'static (&'static str, usize),
    ty: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Column<M, T> {
    /// The column of this name and index in the model's table.
    pub const fn new(place: &'static (&'static str, usize)) -> Self {
        Column { place, ty: PhantomData }
    }

    /// Name in the database.
    pub const fn name(&self) -> &'static str {
        self.place.0
    }

    /// Index in the table.
    pub const fn index(&self) -> usize {
        self.place.1
    }
}

impl<M, T: SqlType> Column<M, T> {
    /// The node of a value for the column, or of an expression that gives one: of `default = ..` in an attribute.
    pub fn node_of(self, value: impl IntoExpr<T::Base>) -> Node {
        value.into_expr().into_node()
    }
}

impl<M: Mapped, T> Column<M, T> {
    /// The column as a statement refers to it.
    pub fn reference(&self) -> ColumnRef {
        ColumnRef { table: TableRef::Static(M::table()), index: self.index() }
    }

    /// The column as a node.
    pub fn node(&self) -> Node {
        Node::ColumnRef(self.reference())
    }

    /// The column as an expression.
    pub fn expr(self) -> Expr<T> {
        Expr::from_node(self.node())
    }

    /// Ascending order.
    pub fn asc(self) -> OrderBy {
        OrderBy::asc(self.node())
    }

    /// Descending order.
    pub fn desc(self) -> OrderBy {
        OrderBy::desc(self.node())
    }
}

impl<M: Mapped, T: SqlType<Base = T>> Column<M, T> {
    /// The same column, typed as nullable: for columns of an outer-joined table.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let rows = select((User::name, Post::title.optional())).outerjoin(User::posts); // (String, Option<String>)
    /// assert!(sql(rows).contains("LEFT OUTER JOIN"));
    /// ```
    pub fn optional(self) -> Expr<Option<T>> {
        Expr::from_node(self.node())
    }
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M: Mapped, T> fmt::Debug for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.reference())
    }
}
