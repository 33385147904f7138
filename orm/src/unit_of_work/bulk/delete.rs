//! A bulk DELETE: the instances of the rows that are gone, and what the database did to rows that referenced them.

use orm_core::Result;
use orm_core::expr::TableRef;
use orm_core::schema::{ReferentialAction, Table};
use orm_core::statement::{DeleteCore, StatementRef};

use super::Synchronize;
use super::matching::{Matched, key_items};
use crate::instance::{Instances, Lifecycle, lock};
use crate::unit_of_work::Session;

impl Session {
    pub(super) async fn bulk_delete(&mut self, delete: &DeleteCore, how: Synchronize) -> Result<u64> {
        let can_return =
            self.link.engine_of(&delete.table).dialect().capabilities.delete_returning && delete.using.is_empty();
        let mut matched = self.matching(delete.into(), how, can_return).await?;
        let mut delete = delete.clone();
        if let (Some(limit), Matched::Unknown) = (delete.limit, &matched)
            && let Some(first) = self.first_rows((&delete).into(), how, &delete.order_by, limit).await?
        {
            (delete.filter, matched) = (vec![first.condition], Matched::Exactly(first.known));
            (delete.order_by, delete.limit) = (Vec::new(), None);
        }
        if let (Matched::Returned, TableRef::Static(table)) = (&matched, &delete.table) {
            delete.returning = key_items(table);
        }
        let compiled = self.link.engine_of(&delete.table).compile_one(StatementRef::Delete(&delete))?;
        let (returned, rows) = self.fetch_known(compiled, &delete.table).await?;
        self.deleted_rows(&delete.table, matched, returned, rows)?;
        Ok(rows)
    }

    /// After a DELETE of `rows` rows: those of `matched`, or else of `returned`.
    pub(super) fn deleted_rows(
        &mut self,
        table: &Table,
        matched: Matched,
        returned: Instances,
        rows: u64,
    ) -> Result<()> {
        let gone = match matched {
            Matched::Exactly(instances) => instances,
            Matched::Returned => returned,
            Matched::Unknown => {
                self.outdate(table);
                self.outdate_collections(table, None);
                self.outdate_referencing(table);
                return Ok(());
            }
        };
        self.evict_all(&gone);
        for instance in &gone {
            self.gone(instance);
        }
        if rows > 0 {
            self.forget_links(table, None);
        }
        if rows > gone.len() as u64 {
            // Rows went that are not in memory, and perhaps others with them that are.
            self.outdate_referencing(table);
        }
        self.deleting.retain(|instance| lock(instance.state()).lifecycle == Lifecycle::Persistent);
        self.leave_collections(&gone);
        let Some(model) = gone.first().map(|instance| instance.table()) else { return Ok(()) };
        for (child, key) in self.identity.referencing(model) {
            if key.on_delete == Some(ReferentialAction::SetDefault) {
                self.outdate(child);
            }
        }
        self.database_acted(model, &gone)
    }

    /// Instances that reference rows of a table which may be gone count as stale, where the database would have changed or deleted them
    /// too; so do those that reference these.
    fn outdate_referencing(&mut self, table: &Table) {
        let mut seen: Vec<&'static Table> = Vec::new();
        let mut open = self.identity.referencing(table);
        while let Some((child, key)) = open.pop() {
            if seen.iter().any(|table| std::ptr::eq(*table, child)) {
                continue;
            }
            seen.push(child);
            self.outdate(child);
            self.outdate_collections(child, None);
            if key.on_delete == Some(ReferentialAction::Cascade) {
                open.extend(self.identity.referencing(child));
            }
        }
    }
}
