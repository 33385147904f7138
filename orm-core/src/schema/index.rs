//! [`Index`]: an index over columns or expressions.

use super::{Name, SchemaExpr};
use crate::expr::OrderBy;

/// An index, unique or not. What a database cannot do is an error when the DDL is written, unless
/// [`only_on`](Self::only_on) says that the index is for others.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::schema::{Index, SchemaExpr};
/// let by_name = Index::new(["name"]).unique();
/// let recent = Index::on(SchemaExpr::Fn(|| vec![Post::views.desc()])).named("ix_recent");
/// let words = Index::new(["title"]).using("gin").opclass("gin_trgm_ops").only_on(["PostgreSQL"]);
/// assert_eq!((by_name.columns.len(), recent.columns.len(), words.using.as_deref()), (1, 0, Some("gin")));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Index {
    /// Name; the naming convention decides when `None`. An index over expressions needs one.
    pub name: Option<Name>,
    /// The columns, by name in the database; empty when `on` says what is indexed.
    pub columns: Vec<Name>,
    /// Expressions and descending columns.
    pub on: Option<SchemaExpr<Vec<OrderBy>>>,
    /// Whether two rows may not agree on all columns.
    pub unique: bool,
    /// Only rows that fulfil this are in the index.
    pub filter: Option<SchemaExpr>,
    /// The index method: `gin`, `hash`, …
    pub using: Option<Name>,
    /// Columns that are stored in the index without being searched (PostgreSQL).
    pub include: Vec<Name>,
    /// The operator class of the elements (PostgreSQL).
    pub opclass: Option<Name>,
    /// Whether two NULLs count as the same in a unique index (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// The dialects, by name, that have the index; all of them when empty.
    pub only_on: Vec<Name>,
}

impl Index {
    /// An index over `columns`.
    pub fn new(columns: impl IntoIterator<Item: Into<Name>>) -> Self {
        Index {
            name: None,
            columns: columns.into_iter().map(Into::into).collect(),
            on: None,
            unique: false,
            filter: None,
            using: None,
            include: Vec::new(),
            opclass: None,
            nulls_not_distinct: false,
            only_on: Vec::new(),
        }
    }

    /// An index over expressions or descending columns. It must be [`named`](Self::named).
    pub fn on(elements: impl Into<SchemaExpr<Vec<OrderBy>>>) -> Self {
        Index { on: Some(elements.into()), ..Index::new([""; 0]) }
    }

    /// Names the index.
    pub fn named(mut self, name: impl Into<Name>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes the index unique.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Indexes only the rows that fulfil a condition.
    pub fn filter(mut self, condition: impl Into<SchemaExpr>) -> Self {
        self.filter = Some(condition.into());
        self
    }

    /// Says which index method to use.
    pub fn using(mut self, method: impl Into<Name>) -> Self {
        self.using = Some(method.into());
        self
    }

    /// Stores further columns in the index.
    pub fn include(mut self, columns: impl IntoIterator<Item: Into<Name>>) -> Self {
        self.include = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Says which operator class the elements have.
    pub fn opclass(mut self, opclass: impl Into<Name>) -> Self {
        self.opclass = Some(opclass.into());
        self
    }

    /// Makes two NULLs count as the same.
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Creates the index on these dialects only, by [name](crate::dialect::Dialect::name).
    pub fn only_on(mut self, dialects: impl IntoIterator<Item: Into<Name>>) -> Self {
        self.only_on = dialects.into_iter().map(Into::into).collect();
        self
    }
}
