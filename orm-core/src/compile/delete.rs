//! DELETE.

use super::{Compiler, Within};
use crate::dialect::DeleteUsing;
use crate::error::Result;
use crate::expr::Node;
use crate::statement::DeleteCore;

impl Compiler<'_> {
    /// Writes a DELETE.
    pub(crate) fn delete(&mut self, delete: &DeleteCore) -> Result<()> {
        let within = std::mem::replace(&mut self.within, Within::Change);
        let changed = self.changed.replace(delete.table.clone());
        self.push("DELETE FROM ");
        self.target(&delete.table);
        let DeleteCore { table, using, filter, order_by, limit, .. } = delete;
        if !using.is_empty() {
            self.delete_using(delete)?;
        }
        let filter: &[Node] = if using.is_empty() { filter } else { &[] };
        self.changed_rows(table, filter, order_by, limit.as_ref(), !using.is_empty())?;
        self.returning_among(
            &delete.returning,
            &delete.using,
            self.dialect.capabilities.delete_returning,
            "DELETE .. RETURNING",
        )?;
        self.scopes.pop();
        (self.within, self.changed) = (within, changed);
        Ok(())
    }

    fn delete_using(&mut self, delete: &DeleteCore) -> Result<()> {
        // What deletes from one of several tables returns nothing.
        let form = match self.dialect.capabilities.delete_using {
            DeleteUsing::UsingBoth if !delete.returning.is_empty() => DeleteUsing::Exists,
            form => form,
        };
        match form {
            DeleteUsing::Using => self.push(" USING "),
            DeleteUsing::UsingBoth => {
                self.push(" USING ");
                self.table_name(&delete.table);
                self.push(", ");
            }
            DeleteUsing::Exists => self.push(" WHERE EXISTS (SELECT 1 FROM "),
        }
        self.list(&delete.using, |this, table| this.source(table, &[]))?;
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(delete.using.iter().cloned());
        }
        self.conditions(" WHERE ", &delete.filter)?;
        if form == DeleteUsing::Exists {
            self.push(")");
        }
        Ok(())
    }
}
