//! UNION, INTERSECT and EXCEPT.

use std::fmt;

use super::row_count::{RowCount, sorted_count};
use super::{
    Effect, FromClause, Query, QueryCore, RowsOf, Select, SelectItem, Selectable, Statement, StatementRef, derive_from,
};
use crate::error::DecodeError;
use crate::expr::{ColumnRef, Expr, IntoOrderBy, Node, OrderBy};
use crate::row::RowReader;

/// How a compound joins its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOp {
    /// The rows of both, equal ones once.
    Union,
    /// The rows of both.
    UnionAll,
    /// The rows that are in both.
    Intersect,
    /// The rows of the first that are not in the second.
    Except,
    /// The rows that are in both, each as often as in the one that has it less often.
    IntersectAll,
    /// The rows of the first that are not in the second, each as often as the first has more of it.
    ExceptAll,
}

impl SetOp {
    /// The SQL.
    pub fn sql(self) -> &'static str {
        match self {
            SetOp::Union => "UNION",
            SetOp::UnionAll => "UNION ALL",
            SetOp::Intersect => "INTERSECT",
            SetOp::Except => "EXCEPT",
            SetOp::IntersectAll => "INTERSECT ALL",
            SetOp::ExceptAll => "EXCEPT ALL",
        }
    }
}

/// A compound without the Rust type of its rows.
#[derive(Clone, Debug)]
pub struct CompoundCore {
    /// The first member.
    pub first: QueryCore,
    /// The others, each with what joins it to those before it.
    pub rest: Vec<(SetOp, QueryCore)>,
    /// ORDER BY, of columns of the first member.
    pub order_by: Vec<OrderBy>,
    /// Most rows to return.
    pub limit: Option<u64>,
    /// Rows to skip.
    pub offset: Option<u64>,
}

/// Queries joined by UNION, INTERSECT or EXCEPT, whose rows are of type `Q`: [`Select::union`] and the like make it.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let names = select(User::name).union(select(Post::title)).order_by(User::name).limit(10);
/// assert_eq!(
///     sql(names),
///     r#"SELECT "users"."name" FROM "users" UNION SELECT "posts"."title" FROM "posts" ORDER BY 1 LIMIT ? -- 10"#,
/// );
/// ```
///
/// Members are evaluated from left to right, however the database would do it. A member that is sorted or limited, or a compound
/// itself, is a unit: it is put in parentheses, or in a subquery where the database takes no parentheses there.
#[derive(Clone)]
pub struct Compound<Q> {
    items: Q,
    core: CompoundCore,
}

/// What can be a member of a compound: a select, or a compound.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a UNION",
    label = "not a `select` or a compound of them"
)]
pub trait IntoQuery {
    /// The selected items.
    type Items: Selectable;

    /// The items and the query.
    fn into_query(self) -> (Self::Items, QueryCore);
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> IntoQuery for Select<Q> {
    type Items = Q;

    fn into_query(self) -> (Q, QueryCore) {
        let items = self.items().clone();
        (items, self.into_core().into())
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> IntoQuery for Compound<Q> {
    type Items = Q;

    fn into_query(self) -> (Q, QueryCore) {
        (self.items, self.core.into())
    }
}

impl<Q: Selectable> Select<Q> {
    /// The rows of both, equal ones once. The rows of both have the same type.
    #[must_use]
    pub fn union<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::Union, other.into_query().1)
    }

    /// The rows of both, those of this one first unless they are sorted.
    #[must_use]
    pub fn union_all<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::UnionAll, other.into_query().1)
    }

    /// The rows that are in both.
    #[must_use]
    pub fn intersect<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::Intersect, other.into_query().1)
    }

    /// The rows that are not in the other.
    #[must_use]
    pub fn except<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::Except, other.into_query().1)
    }

    /// The rows that are in both, each as often as in the one that has it less often. SQLite has none.
    #[must_use]
    pub fn intersect_all<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::IntersectAll, other.into_query().1)
    }

    /// The rows that are not in the other, each as often as this one has more of it. SQLite has none.
    #[must_use]
    pub fn except_all<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::ExceptAll, other.into_query().1)
    }

    fn joined(self, op: SetOp, other: QueryCore) -> Compound<Q> {
        let (items, first) = self.into_query();
        Compound::new(items, first, op, other)
    }
}

impl<Q: Selectable> Compound<Q> {
    /// The rows of both, equal ones once. The rows of both have the same type.
    #[must_use]
    pub fn union<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::Union, other.into_query().1)
    }

    /// The rows of both, those of this one first unless they are sorted.
    #[must_use]
    pub fn union_all<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::UnionAll, other.into_query().1)
    }

    /// The rows that are in both.
    #[must_use]
    pub fn intersect<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::Intersect, other.into_query().1)
    }

    /// The rows that are not in the other.
    #[must_use]
    pub fn except<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::Except, other.into_query().1)
    }

    /// The rows that are in both, each as often as in the one that has it less often. SQLite has none.
    #[must_use]
    pub fn intersect_all<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::IntersectAll, other.into_query().1)
    }

    /// The rows that are not in the other, each as often as this one has more of it. SQLite has none.
    #[must_use]
    pub fn except_all<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(self, other: O) -> Compound<Q> {
        self.joined(SetOp::ExceptAll, other.into_query().1)
    }

    fn joined(mut self, op: SetOp, other: QueryCore) -> Compound<Q> {
        // What is sorted or limited already is a unit.
        if !self.core.order_by.is_empty() || self.core.limit.is_some() || self.core.offset.is_some() {
            return Compound::new(self.items, self.core.into(), op, other);
        }
        self.core.rest.push((op, other));
        self
    }
}

impl<Q: Selectable> Compound<Q> {
    fn new(items: Q, first: QueryCore, op: SetOp, other: QueryCore) -> Self {
        let core = CompoundCore { first, rest: vec![(op, other)], order_by: Vec::new(), limit: None, offset: None };
        Compound { items, core }
    }

    /// Sorts by columns (or labels) that the first member selects. Further calls add keys.
    #[must_use]
    pub fn order_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.core.order_by.extend(keys.into_order_by());
        self
    }

    /// Returns at most so many rows.
    #[must_use]
    pub fn limit(mut self, rows: impl RowCount) -> Self {
        self.core.limit = sorted_count(rows, "a limit", &mut self.core.order_by);
        self
    }

    /// Skips so many rows.
    #[must_use]
    pub fn offset(mut self, rows: impl RowCount) -> Self {
        self.core.offset = sorted_count(rows, "an offset", &mut self.core.order_by);
        self
    }

    /// The compound as what another statement selects from.
    pub fn subquery(self) -> FromClause<Q::Columns> {
        derive_from(self, None, false)
    }

    /// What is selected.
    #[doc(hidden)]
    pub fn items(&self) -> &Q {
        &self.items
    }

    /// The statement without the type of its rows.
    pub fn core(&self) -> &CompoundCore {
        &self.core
    }
}

impl CompoundCore {
    /// What the first SELECT selects.
    pub(crate) fn selected(&self) -> &[SelectItem] {
        match &self.first {
            QueryCore::Select(select) => &select.items,
            QueryCore::Compound(compound) => compound.selected(),
            _ => &[],
        }
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> Statement for Compound<Q> {
    fn core(&self) -> Option<StatementRef<'_>> {
        Some(StatementRef::Compound(&self.core))
    }

    fn effect(&self) -> Effect {
        // As of a select.
        if self.core.writes() || self.core.locks() { Effect::Write } else { Effect::Read }
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> Query for Compound<Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.items.decode(row, &mut 0)
    }

    fn limit_rows(&mut self, rows: u64) {
        self.core.limit = Some(self.core.limit.map_or(rows, |limit| limit.min(rows)));
    }
}

impl<Q> fmt::Debug for Compound<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.fmt(f)
    }
}

/// A column of a compound's result, as an ORDER BY names it.
pub(crate) fn selected_column(items: &[SelectItem], key: &Node) -> Option<usize> {
    let mut at = 0;
    for item in items {
        match item {
            SelectItem::Model { table, offset, columns } => {
                if let Node::ColumnRef(ColumnRef { table: of, index }) = key
                    && of == table
                    && (*offset..offset + columns).contains(index)
                {
                    return Some(at + index - offset);
                }
                at += columns;
            }
            SelectItem::Node(node) => {
                let same = match (node, key) {
                    (Node::Label { name, .. }, Node::Label { name: key, .. }) => name == key,
                    (node, key) => node.unlabelled() == key.unlabelled(),
                };
                if same {
                    return Some(at);
                }
                at += 1;
            }
        }
    }
    None
}

impl<T> Expr<T> {
    /// Whether both are the same expression.
    #[doc(hidden)]
    pub fn same(&self, other: &Self) -> bool {
        self.node() == other.node()
    }
}
