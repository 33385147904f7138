//! Rows that reference themselves: where the database checks foreign keys row by row, it refuses to delete them.

use std::sync::Arc;

use orm_core::Result;
use orm_core::schema::Table;

use super::post_update::at_base;
use super::referential::{acts, ends};
use super::vacate::Vacated;
use crate::instance::AnyInstance;
use crate::unit_of_work::Session;

impl Session {
    /// Before rows of `table` are deleted: those that reference themselves let go, if they can and the database does not see to it.
    pub(super) async fn release_from_themselves(
        &mut self,
        table: &'static Table,
        rows: &[Arc<dyn AnyInstance>],
    ) -> Result<()> {
        // A database that can check at the end of a transaction checks at the end of a statement otherwise.
        if self.link.engine_of(table).dialect().capabilities.ddl.deferrable {
            return Ok(());
        }
        let mut vacated = Vec::new();
        for key in table.foreign_keys.iter().filter(|key| key.references(table) && !acts(key)) {
            let (columns, referenced) = ends(table, key, table);
            let Some(&column) = columns.iter().find(|&&column| table.columns[column].nullable) else { continue };
            let own = rows.iter().filter(|row| at_base(row, &columns) == at_base(row, &referenced));
            vacated.extend(own.map(|row| Vacated { row: row.clone(), column }));
        }
        self.vacate(&vacated).await
    }
}
