//! UPDATE by condition.

use super::Compiler;
use crate::error::{Result, StatementError};
use crate::expr::Node;
use crate::schema::Table;
use crate::statement::UpdateCore;

impl Compiler<'_> {
    /// Writes an UPDATE. Columns with `onupdate` that it does not set are set too.
    pub(crate) fn update(&mut self, update: &UpdateCore) -> Result<()> {
        if update.set.is_empty() {
            return Err(StatementError::Empty(format!("update({}) sets no column", update.table.model)).into());
        }
        self.push("UPDATE ");
        self.target(&update.table);
        self.push(" SET ");
        let set: Vec<(usize, Node)> = update
            .set
            .iter()
            .cloned()
            .chain(on_update(&update.table, |index| update.set.iter().any(|(set, _)| *set == index)))
            .collect();
        self.list(&set, |this, (index, node)| {
            this.identifier(&update.table.columns[*index].name);
            this.push(" = ");
            this.node(node)
        })?;
        self.conditions(" WHERE ", &update.filter)?;
        self.returning(&update.returning, self.dialect.capabilities.update_returning, "UPDATE .. RETURNING")?;
        self.scopes.pop();
        Ok(())
    }
}

/// The `onupdate` values of columns that are not set otherwise.
#[doc(hidden)]
pub fn on_update(table: &Table, is_set: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, Node)> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(move |(index, _)| !is_set(*index))
        .filter_map(|(index, column)| Some((index, column.onupdate.as_ref()?.make())))
}
