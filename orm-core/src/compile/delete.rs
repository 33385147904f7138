//! DELETE.

use super::Compiler;
use crate::error::Result;
use crate::statement::DeleteCore;

impl Compiler<'_> {
    /// Writes a DELETE.
    pub(crate) fn delete(&mut self, delete: &DeleteCore) -> Result<()> {
        self.push("DELETE FROM ");
        self.target(&delete.table);
        self.conditions(" WHERE ", &delete.filter)?;
        self.returning(&delete.returning, self.dialect.capabilities.delete_returning, "DELETE .. RETURNING")?;
        self.scopes.pop();
        Ok(())
    }
}
