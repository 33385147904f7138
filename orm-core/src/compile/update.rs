//! UPDATE by condition.

use super::{Compiler, Within};
use crate::error::{Result, StatementError};
use crate::expr::{Node, TableRef};
use crate::schema::Table;
use crate::statement::UpdateCore;

impl Compiler<'_> {
    /// Writes an UPDATE. Columns with `onupdate` that it does not set are set too.
    pub(crate) fn update(&mut self, update: &UpdateCore) -> Result<()> {
        if update.set.is_empty() {
            return Err(StatementError::Empty(format!("update({}) sets no column", update.table.model)).into());
        }
        let within = std::mem::replace(&mut self.within, Within::Change);
        let changed = self.changed.replace(update.table.clone());
        self.push("UPDATE ");
        self.target(&update.table);
        let before_set = self.dialect.capabilities.update_from_before_set;
        let joined = !update.from.is_empty();
        if joined && before_set {
            self.other_tables(", ", update)?;
        }
        let on_update: Vec<(usize, Node)> =
            on_update(&update.table, |index| update.set.iter().any(|(set, _)| *set == index)).collect();
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(update.from.iter().cloned());
        }
        self.push(" SET ");
        let set: Vec<&(usize, Node)> = update.set.iter().chain(&on_update).collect();
        let order = self.assignment_order(&update.table, &set)?;
        self.list(order, |this, at| {
            let (index, node) = set[at];
            if joined && before_set {
                this.qualifier(&update.table);
                this.push(".");
            }
            this.own_column(&update.table, *index);
            this.push(" = ");
            this.node(node)
        })?;
        if joined && !before_set {
            self.other_tables(" FROM ", update)?;
        }
        let UpdateCore { table, from, filter, order_by, limit, .. } = update;
        self.changed_rows(table, filter, order_by, limit.as_ref(), !from.is_empty())?;
        self.returning_among(
            &update.returning,
            &update.from,
            self.dialect.capabilities.update_returning,
            "UPDATE .. RETURNING",
        )?;
        self.scopes.pop();
        (self.within, self.changed) = (within, changed);
        Ok(())
    }

    fn other_tables(&mut self, keyword: &str, update: &UpdateCore) -> Result<()> {
        self.push(keyword);
        self.list(&update.from, |this, table| this.source(table, &[]))
    }

    /// The order in which a database that assigns from left to right gives every column its value of the row as it was.
    pub(super) fn assignment_order(&self, table: &TableRef, set: &[&(usize, Node)]) -> Result<Vec<usize>> {
        let mut left: Vec<usize> = (0..set.len()).collect();
        if !self.dialect.capabilities.assigns_in_order {
            return Ok(left);
        }
        let mut order = Vec::with_capacity(set.len());
        while !left.is_empty() {
            // One whose column none of the others reads any more.
            let ready = left.iter().position(|&at| {
                let column = set[at].0;
                left.iter().all(|&other| other == at || !reads(&set[other].1, table, column))
            });
            match ready {
                Some(position) => order.push(left.remove(position)),
                None => return Err(self.unsupported("columns that are set to each other's values")),
            }
        }
        Ok(order)
    }
}

fn reads(node: &Node, table: &TableRef, index: usize) -> bool {
    let mut reads = false;
    node.walk_deep(&mut |node| {
        reads |= matches!(node, Node::ColumnRef(column) if column.index == index && column.table == *table);
    });
    reads
}

/// The `onupdate` values of columns that are not set otherwise.
#[doc(hidden)]
pub fn on_update(table: &Table, is_set: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, Node)> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(move |(index, _)| !is_set(*index))
        .filter_map(|(index, column)| Some((index, column.onupdate.as_ref()?.make())))
}
