//! [`SchemaExpr`]: an expression that is part of the schema, such as a default or what a CHECK tests.

use std::fmt;
use std::sync::Arc;

use super::{ColumnDef, Name, Table};
use crate::expr::{ColumnRef, Expr, IntoExpr, IntoOrderBy, Node, OrderBy, TableRef};
use crate::types::SqlType;

/// An expression of the schema: a value, a SQL expression, or a function that makes one. A default is asked for anew for every
/// use, so that `default = Uuid::new_v4()` differs per row.
///
/// ```
/// use orm_core::schema::{ColumnDef, default_node};
/// let stars = ColumnDef::new::<i32>("stars").default(default_node::<i32>(3)); // the same for every row
/// let code = ColumnDef::new::<i64>("code").default(|| default_node::<i64>(7)); // asked each time
/// assert!(stars.default.is_some() && code.default.is_some());
/// ```
pub enum SchemaExpr<T = Node> {
    /// What a model's attribute says. It may mention the model's own columns, so it can be made only once the table is there.
    Fn(fn() -> T),
    /// What was made at run time.
    Shared(Arc<dyn Fn() -> T + Send + Sync>),
}

impl<T> SchemaExpr<T> {
    /// The expression.
    pub fn make(&self) -> T {
        match self {
            SchemaExpr::Fn(make) => make(),
            SchemaExpr::Shared(make) => make(),
        }
    }
}

impl<T> Clone for SchemaExpr<T> {
    fn clone(&self) -> Self {
        match self {
            SchemaExpr::Fn(make) => SchemaExpr::Fn(*make),
            SchemaExpr::Shared(make) => SchemaExpr::Shared(make.clone()),
        }
    }
}

/// Not the expression: making it may need the table that is being printed.
impl<T> fmt::Debug for SchemaExpr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SchemaExpr(..)")
    }
}

impl<T, F: Fn() -> T + Send + Sync + 'static> From<F> for SchemaExpr<T> {
    fn from(make: F) -> Self {
        SchemaExpr::Shared(Arc::new(make))
    }
}

impl From<Node> for SchemaExpr {
    fn from(node: Node) -> Self {
        (move || node.clone()).into()
    }
}

impl<T> From<Expr<T>> for SchemaExpr {
    fn from(expr: Expr<T>) -> Self {
        expr.into_node().into()
    }
}

impl SchemaExpr<Vec<OrderBy>> {
    /// Sort keys, such as the elements of an index.
    pub fn sorted(by: impl IntoOrderBy) -> Self {
        let keys = by.into_order_by();
        (move || keys.clone()).into()
    }
}

/// The node of a default, which may be a Rust value or a SQL expression of type `T`.
pub fn default_node<T: SqlType>(default: impl IntoExpr<T::Base>) -> Node {
    default.into_expr().into_node()
}

/// The node of a condition written in an attribute.
#[doc(hidden)]
pub fn condition(condition: impl IntoExpr<bool>) -> Node {
    condition.into_expr().into_node()
}

/// A column of the table that is being described, by name: for the checks, indexes and computed columns of tables made at run time.
///
/// ```
/// use orm::prelude::*;
/// use orm_core::schema::{CheckConstraint, ColumnDef, Table, own_column};
/// let rooms = Table::new("rooms")
///     .column(ColumnDef::new::<i64>("id").primary_key())
///     .column(ColumnDef::new::<i32>("seats"))
///     .check(CheckConstraint::new(own_column::<i32>("seats").gt(0)));
/// let sql = MetaData::new([rooms]).to_sql(&orm_core::dialect::Dialect::SQLITE)?;
/// assert!(sql.contains(r#"CONSTRAINT "ck_rooms_seats" CHECK ("seats" > 0)"#));
/// # Ok::<(), orm_core::Error>(())
/// ```
pub fn own_column<T: SqlType>(name: impl Into<Name>) -> Expr<T> {
    let table = Table::own().column(ColumnDef::new::<T>(name));
    Expr::from_node(Node::ColumnRef(ColumnRef { table: TableRef::from(table), index: 0 }))
}
