//! DELETEs of a flush: one statement for many rows of a table.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::expr::TableRef;
use orm_core::schema::Table;
use orm_core::statement::{DeleteCore, StatementRef};
use orm_core::{Result, Value};

use super::association::among;
use super::versions::{found_by, place_of, stale};
use crate::containers::Cell;
use crate::instance::{AnyInstance, Lifecycle, address, inverse_cell, lock};
use crate::session::Session;

impl Session {
    /// Deletes rows of one table.
    pub(super) async fn delete_rows(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        self.before_deletes(rows)?;
        let columns: Vec<usize> = found_by(table).collect();
        let chunk = self.link.engine().dialect().keys_per_list(columns.len());
        for rows in rows.chunks(chunk) {
            let places = rows.iter().map(|row| place_of(row, lock(row.state()).base));
            let condition = among(table, &columns, places.collect());
            let delete = DeleteCore { filter: vec![condition], ..DeleteCore::new(TableRef::Static(table)) };
            let compiled = self.link.engine().compile_one(StatementRef::Delete(&delete))?;
            let matched = self.link.execute(compiled, Some(table)).await?.rows_affected;
            if matched != rows.len() as u64 {
                missing(table, rows, matched)?;
            }
            self.evict_all(rows);
            for row in rows {
                self.gone(row);
            }
        }
        self.evict_from_links(table, rows);
        self.leave_collections(rows);
        self.database_acted(table, rows)?;
        self.after_deletes(rows)
    }

    /// Takes deleted rows out of the loaded many-to-many collections of others, where their own were not loaded and cannot tell which.
    fn evict_from_links(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) {
        for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| d.secondary.is_some()) {
            let unloaded =
                |row: &&Arc<dyn AnyInstance>| row.container(index).is_some_and(|cell| cell.loaded_epoch().is_none());
            let rows: HashMap<usize, _> = rows.iter().filter(unloaded).map(|row| (address(row), row)).collect();
            if rows.is_empty() {
                continue;
            }
            for other in self.identity.all().iter().filter(|other| std::ptr::eq(other.table(), (definition.target)())) {
                let Some(inverse) = inverse_cell(other, definition.back_populates) else { break };
                let lost: Vec<_> = inverse.targets().iter().filter_map(|member| rows.get(&address(member))).collect();
                if !lost.is_empty() {
                    let base = lock(other.state()).base;
                    self.journal.record(other, base);
                    lost.into_iter().for_each(|row| inverse.evict(row));
                    self.journal.settle(other);
                }
            }
        }
    }

    /// Takes a row out of the loaded collection of the instance that its relationship at `index` leads to.
    pub(in crate::session) fn evict(&mut self, instance: &Arc<dyn AnyInstance>, index: usize) {
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
    pub(super) fn evict_all(&mut self, rows: &[Arc<dyn AnyInstance>]) {
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
    pub(in crate::session) fn gone(&mut self, instance: &Arc<dyn AnyInstance>) {
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        instance.unregister(&mut self.identity, base);
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
