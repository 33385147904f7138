//! DELETEs of a flush: one statement for many rows of a table.

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::Result;
use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::{DeleteCore, StatementRef};

use crate::containers::Cell;
use crate::instance::{AnyInstance, Lifecycle, address, inverse_cell, lock};
use crate::session::Session;

impl Session {
    /// Deletes rows of one table.
    pub(super) async fn delete_rows(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        let reference = TableRef::Static(table);
        let keys = table.primary_key();
        let column = |&index: &usize| Node::ColumnRef(ColumnRef { table: reference.clone(), index });
        let chunk = self.link.engine().dialect().keys_per_list(keys.len());
        for rows in rows.chunks(chunk) {
            let values = rows.iter().map(|row| {
                let base = lock(row.state()).base;
                row.key_at(base)
            });
            let condition = match keys {
                [only] => {
                    Node::InList { node: Box::new(column(only)), values: values.flatten().collect(), negated: false }
                }
                several => Node::TupleInList {
                    nodes: several.iter().map(column).collect(),
                    rows: values.collect(),
                    negated: false,
                },
            };
            let delete = DeleteCore { filter: vec![condition], ..DeleteCore::new(reference.clone()) };
            let compiled = self.link.engine().compile_one(StatementRef::Delete(&delete))?;
            // A row that someone else deleted before is gone all the same.
            self.link.execute(compiled, Some(table)).await?;
            for row in rows {
                self.gone(row);
            }
        }
        self.evict_from_links(table, rows);
        self.database_acted(table, rows)
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
                }
            }
        }
    }

    /// Takes a row out of the loaded collection of the instance that its relationship at `index` leads to.
    pub(super) fn evict(&mut self, instance: &Arc<dyn AnyInstance>, index: usize) {
        let Some(definition) = instance.table().relationships.get(index) else { return };
        for parent in instance.container(index).map(Cell::targets).unwrap_or_default() {
            if let Some(inverse) = inverse_cell(&parent, definition.back_populates) {
                // So that a rollback makes the collection load anew.
                let base = lock(parent.state()).base;
                self.journal.record(&parent, base);
                inverse.evict(instance);
            }
        }
    }

    /// A row is deleted now.
    pub(super) fn gone(&mut self, instance: &Arc<dyn AnyInstance>) {
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        for (index, definition) in instance.table().relationships.iter().enumerate() {
            if definition.has_foreign_key() || definition.secondary.is_some() {
                self.evict(instance, index);
            }
        }
        instance.unregister(&mut self.identity, base);
        let mut state = lock(instance.state());
        state.lifecycle = Lifecycle::Deleted;
        state.deleting = false;
        state.queued = false;
    }
}
