//! Joins: along a relationship, on an explicit condition, or along the one foreign key between two tables.

use std::sync::Arc;

use crate::error::{Error, Result, StatementError};
use crate::expr::{Alias, BinaryOp, ColumnRef, Node, TableRef};
use crate::model::{Entity, Mapped};
use crate::relationship::Relationship;
use crate::schema::Table;

/// How a join finds its rows.
#[derive(Clone, Debug)]
pub enum JoinOn {
    /// This condition.
    Condition(Node),
    /// The foreign key that a relationship follows.
    Along {
        /// The table of the model that has it.
        owner: &'static Table,
        /// Its name.
        name: &'static str,
    },
    /// The one foreign key between the joined table and a table of the FROM.
    ForeignKey,
    /// Every row with every row.
    Everything,
}

/// Which rows without a partner a join keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// None.
    Inner,
    /// Those of the left side.
    LeftOuter,
    /// Those of both sides.
    FullOuter,
    /// There is no condition.
    Cross,
}

/// One join of a SELECT.
#[derive(Clone, Debug)]
pub struct Join {
    /// The table that is joined.
    pub table: TableRef,
    /// The table that must be there already, for a relationship.
    pub left: Option<TableRef>,
    /// The condition.
    pub on: JoinOn,
    /// Which rows are kept.
    pub kind: JoinKind,
}

/// What `join` accepts: a relationship (`User::posts`), `Post.on(condition)`, a model (`Post`) or an alias that one foreign
/// key links, or a subquery with its condition (`subquery.on(..)`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "not a relationship or a model",
    note = "join a relationship (`User::posts`), a model (`Post`), or a model with a condition (`Post.on(..)`)"
)]
pub trait IntoJoin {
    /// The join.
    fn into_join(self) -> Join;
}

/// A table with a join condition; made by [`Entity::on`] and the like.
#[derive(Clone, Debug)]
pub struct On {
    table: TableRef,
    condition: Node,
}

impl On {
    /// Joins `table` on `condition`.
    pub fn new(table: TableRef, condition: Node) -> Self {
        On { table, condition }
    }
}

#[diagnostic::do_not_recommend]
impl IntoJoin for On {
    fn into_join(self) -> Join {
        Join { table: self.table, left: None, on: JoinOn::Condition(self.condition), kind: JoinKind::Inner }
    }
}

#[diagnostic::do_not_recommend]
impl IntoJoin for Join {
    fn into_join(self) -> Join {
        self
    }
}

#[diagnostic::do_not_recommend]
impl IntoJoin for TableRef {
    fn into_join(self) -> Join {
        Join { table: self, left: None, on: JoinOn::ForeignKey, kind: JoinKind::Inner }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> IntoJoin for Entity<M> {
    fn into_join(self) -> Join {
        TableRef::Static(M::table()).into_join()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, T: Mapped, C> IntoJoin for Relationship<M, T, C> {
    fn into_join(self) -> Join {
        along(self, TableRef::Static(M::table()), TableRef::Static(T::table()))
    }
}

/// The join from `left` to `right` along a relationship between their tables.
pub(crate) fn along<M: Mapped, T: Mapped, C>(
    relationship: Relationship<M, T, C>,
    left: TableRef,
    right: TableRef,
) -> Join {
    let on = JoinOn::Along { owner: M::table(), name: relationship.name() };
    Join { table: right, left: Some(left), on, kind: JoinKind::Inner }
}

/// What a join along a relationship consists of.
pub(crate) struct Along {
    /// The table in between, under a name of its own, and how it is linked to the joined table.
    pub(crate) between: Option<(TableRef, Node)>,
    /// What links the left table to the one in between, or to the joined one.
    pub(crate) on: Node,
}

impl Join {
    /// What a join along a relationship of `owner` consists of.
    pub(crate) fn along(&self, owner: &Table, name: &str) -> Result<Along> {
        let missing = || Error::no_relationship(&owner.model, name);
        let relationship = owner.relationship_named(name).ok_or_else(missing)?;
        let left = self.left.as_ref().ok_or_else(missing)?;
        if let Some(via) = relationship.association(owner)? {
            let table = TableRef::Alias(Arc::new(Alias::table_alias(TableRef::Static(via.table), None)));
            let to_target = equate(&self.table, &via.remote, &table, &via.far);
            let on = equate(&table, &via.near, left, &via.local);
            return Ok(Along { between: Some((table, to_target)), on });
        }
        let columns = relationship.join_columns(owner)?;
        let on = equate(&self.table, &columns.remote, left, &columns.local);
        let filter = relationship.target_filter(owner)?;
        if !filter.is_empty() && self.table != TableRef::Static((relationship.target)()) {
            let (model, target) = (&owner.model, relationship.target_model);
            let message = format!(
                "`{model}::{name}` has conditions of its own, which cannot be put to `{target}` under another name; join it on a condition"
            );
            return Err(StatementError::Join(message).into());
        }
        Ok(Along { between: None, on: if filter.is_empty() { on } else { and(on, filter) } })
    }
}

fn and(on: Node, filter: Vec<Node>) -> Node {
    let mut nodes = match on {
        Node::And(nodes) => nodes,
        node => vec![node],
    };
    nodes.extend(filter);
    Node::And(nodes)
}

/// `a.x = b.x AND a.y = b.y`, with the columns given by index.
pub fn equate(a: &TableRef, a_columns: &[usize], b: &TableRef, b_columns: &[usize]) -> Node {
    let column = |table: &TableRef, index: usize| Node::ColumnRef(ColumnRef { table: table.clone(), index });
    let mut pairs: Vec<Node> =
        a_columns.iter().zip(b_columns).map(|(&x, &y)| column(a, x).binary(BinaryOp::Eq, column(b, y))).collect();
    match (pairs.pop(), pairs.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            pairs.extend(last);
            Node::And(pairs)
        }
    }
}
