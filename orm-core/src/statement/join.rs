//! Joins: along a relationship, on an explicit condition, or along the one foreign key between two tables.

use std::marker::PhantomData;

use crate::error::Result;
use crate::expr::{BinaryOp, ColumnRef, Node, TableRef};
use crate::model::{Entity, Mapped};
use crate::relationship::Relationship;

/// How a join finds its rows.
#[derive(Clone, Debug)]
pub enum JoinOn {
    /// This condition (or why there is none).
    Condition(Result<Node>),
    /// The one foreign key between the joined table and a table of the FROM.
    ForeignKey,
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
    /// LEFT OUTER JOIN.
    pub outer: bool,
}

/// What `join` accepts: a relationship (`User::posts`), `Post.on(condition)`, or a model (`Post`) that one foreign key links.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "not a relationship or a model",
    note = "join a relationship (`User::posts`), a model (`Post`), or a model with a condition (`Post.on(..)`)"
)]
pub trait IntoJoin {
    /// The join.
    fn into_join(self) -> Join;
}

/// A model with a join condition; made by [`Entity::on`].
#[derive(Clone, Debug)]
pub struct On<M> {
    condition: Node,
    model: PhantomData<fn() -> M>,
}

impl<M> On<M> {
    /// Joins `M` on `condition`.
    pub fn new(condition: Node) -> Self {
        On { condition, model: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> IntoJoin for On<M> {
    fn into_join(self) -> Join {
        let on = JoinOn::Condition(Ok(self.condition));
        Join { table: TableRef::Static(M::table()), left: None, on, outer: false }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> IntoJoin for Entity<M> {
    fn into_join(self) -> Join {
        Join { table: TableRef::Static(M::table()), left: None, on: JoinOn::ForeignKey, outer: false }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, T: Mapped, C> IntoJoin for Relationship<M, T, C> {
    fn into_join(self) -> Join {
        let (left, right) = (TableRef::Static(M::table()), TableRef::Static(T::table()));
        let condition = self.definition().and_then(|definition| {
            let columns = definition.join_columns(&left)?;
            Ok(equate(&right, &columns.remote, &left, &columns.local))
        });
        Join { table: right, left: Some(left), on: JoinOn::Condition(condition), outer: false }
    }
}

/// `a.x = b.x AND a.y = b.y`, with the columns given by index.
pub(crate) fn equate(a: &TableRef, a_columns: &[usize], b: &TableRef, b_columns: &[usize]) -> Node {
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
