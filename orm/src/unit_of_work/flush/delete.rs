//! DELETEs of a flush: one statement for many rows of a table.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::expr::TableRef;
use orm_core::schema::Table;
use orm_core::statement::{DeleteCore, StatementRef};
use orm_core::{Result, Value};

use super::association::among;
use super::versions::{found_by, place_of, stale};
use crate::instance::{AnyInstance, Cell, Lifecycle, address, inverse_cell, lock};
use crate::unit_of_work::Session;

impl Session {
    /// Deletes rows of one table.
    pub(super) async fn delete_rows(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        self.before_deletes(rows)?;
        let columns: Vec<usize> = found_by(table).collect();
        let chunk = self.link.engine_of(table).dialect().keys_per_list(columns.len());
        for rows in rows.chunks(chunk) {
            let places = rows.iter().map(|row| place_of(row, lock(row.state()).base));
            let condition = among(table, &columns, places.collect());
            let delete = DeleteCore { filter: vec![condition], ..DeleteCore::new(TableRef::Static(table)) };
            let compiled = self.link.engine_of(table).compile_one(StatementRef::Delete(&delete))?;
            let matched = self.link.execute(compiled, Some(table)).await?.rows_affected;
            if matched != rows.len() as u64 {
                missing(table, rows, matched)?;
            }
            self.evict_all(rows);
            for row in rows {
                self.gone(row);
            }
        }
        self.leave_collections(rows);
        self.database_acted(table, rows)?;
        self.after_deletes(rows)
    }

    /// Takes a row out of the loaded collection of the instance that its relationship at `index` leads to.
    pub(crate) fn evict(&mut self, instance: &Arc<dyn AnyInstance>, index: usize) {
        let Some(definition) = instance.table().relationships.get(index) else { return };
        for parent in instance.container(index).map(Cell::targets).unwrap_or_default() {
            if let Some(inverse) = inverse_cell(&parent, definition.back_populates) {
                let base = lock(parent.state()).base;
                self.journal.record(&parent, base);
                inverse.evict(instance);
                self.journal.settle(&parent);
            }
        }
    }

    /// Takes rows that are deleted out of the loaded collections of what they lead to.
    pub(crate) fn evict_all(&mut self, rows: &[Arc<dyn AnyInstance>]) {
        let mut others: HashMap<usize, Arc<dyn AnyInstance>> = HashMap::new();
        let mut members: HashMap<(usize, &str), HashSet<usize>> = HashMap::new();
        for row in rows {
            for (definition, container) in row.table().relationships.iter().zip(row.containers()) {
                let Some(inverse) = definition.back_populates else { continue };
                if !definition.has_foreign_key() && definition.secondary.is_none() {
                    continue;
                }
                for other in container.targets() {
                    members.entry((address(&other), inverse)).or_default().insert(address(row));
                    others.entry(address(&other)).or_insert(other);
                }
            }
        }
        for ((other, inverse), gone) in members {
            let Some(other) = others.get(&other) else { continue };
            if let Some(cell) = inverse_cell(other, Some(inverse)) {
                let base = lock(other.state()).base;
                self.journal.record(other, base);
                cell.evict_all(&gone);
                // So that a rollback of a savepoint brings them back.
                self.journal.settle(other);
            }
        }
    }

    /// A row is deleted now.
    pub(crate) fn gone(&mut self, instance: &Arc<dyn AnyInstance>) {
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        self.identity.unregister(instance, base);
        let mut state = lock(instance.state());
        state.lifecycle = Lifecycle::Deleted;
        state.deleting = false;
        state.queued = false;
    }
}

/// Rows to delete were not there, or not as they were read. Without versions they are gone all the same, which is what was wanted.
fn missing(table: &'static Table, rows: &[Arc<dyn AnyInstance>], matched: u64) -> Result<()> {
    let keys: Vec<Vec<Value>> = rows.iter().map(|row| row.key_at(lock(row.state()).base)).collect();
    let stale = stale(table, &keys, matched);
    if table.version().is_some() {
        return Err(stale);
    }
    tracing::warn!("DELETE: {stale}");
    Ok(())
}
