//! Custom join conditions: which columns a `primaryjoin` equates, and what else it asks of the target.

use super::{JoinColumns, RelationshipDef};
use crate::error::{Result, StatementError};
use crate::expr::{BinaryOp, ColumnRef, Node, TableRef};
use crate::schema::{ForeignKey, Table};

impl RelationshipDef {
    /// What a custom join condition asks of the target beside the columns that it equates, in terms of the target's table.
    ///
    /// # Errors
    /// When the condition equates no columns of the two tables.
    pub fn target_filter(&self, owner: &Table) -> Result<Vec<Node>> {
        if self.primaryjoin.is_none() {
            return Ok(Vec::new());
        }
        Ok(self.primary_join(owner)?.1)
    }

    /// Takes a custom join condition apart.
    pub(super) fn primary_join(&self, owner: &Table) -> Result<(JoinColumns, Vec<Node>)> {
        let target = (self.target)();
        let mut on = JoinColumns { local: Vec::new(), remote: Vec::new() };
        let mut filter = Vec::new();
        for node in self.primaryjoin.map(|condition| conjuncts(condition().into_node())).unwrap_or_default() {
            match pair(&node, owner, target) {
                Some((local, remote)) => {
                    on.local.push(local);
                    on.remote.push(remote);
                }
                None => filter.push(node),
            }
        }
        let RelationshipDef { owner: model, name, .. } = self;
        if on.local.is_empty() {
            let message = format!(
                "`{model}::{name}`: its `primaryjoin` must equate a column of `{}` with one of `{}`",
                owner.model, target.model
            );
            return Err(StatementError::Join(message).into());
        }
        let mut elsewhere = false;
        filter.iter().for_each(|node| {
            node.walk(&mut |node| {
                elsewhere |= matches!(node, Node::ColumnRef(column) if !is_of(&column.table, target))
            });
        });
        if elsewhere {
            let message = format!(
                "`{model}::{name}`: beside equating columns, its `primaryjoin` can only ask for rows of `{}`",
                target.model
            );
            return Err(StatementError::Join(message).into());
        }
        let (child, foreign) = if self.has_foreign_key() { (owner, &on.local) } else { (target, &on.remote) };
        if !self.viewonly && !child.foreign_keys.iter().any(|key| is_over(key, child, foreign)) {
            let message = format!(
                "`{model}::{name}`: its `primaryjoin` follows no foreign key, so nothing can be written along it; mark it `viewonly`"
            );
            return Err(StatementError::Join(message).into());
        }
        Ok((on, filter))
    }
}

/// The members of a conjunction.
fn conjuncts(node: Node) -> Vec<Node> {
    match node {
        Node::And(nodes) => nodes.into_iter().flat_map(conjuncts).collect(),
        node => vec![node],
    }
}

/// The columns of owner and target that a condition equates. Between a table and itself the left one is the owner's.
fn pair(node: &Node, owner: &Table, target: &Table) -> Option<(usize, usize)> {
    let Node::Binary { op: BinaryOp::Eq, sides, .. } = node else { return None };
    let (Node::ColumnRef(left), Node::ColumnRef(right)) = &**sides else { return None };
    let of = |column: &ColumnRef, table: &Table| is_of(&column.table, table);
    if of(left, owner) && of(right, target) {
        Some((left.index, right.index))
    } else if of(left, target) && of(right, owner) {
        Some((right.index, left.index))
    } else {
        None
    }
}

fn is_of(reference: &TableRef, table: &Table) -> bool {
    matches!(reference, TableRef::Static(of) if std::ptr::eq(*of, table))
}

fn is_over(key: &ForeignKey, child: &Table, columns: &[usize]) -> bool {
    key.columns.len() == columns.len()
        && columns.iter().all(|&index| key.columns.iter().any(|name| *name == child.columns[index].name))
}
