//! DELETEs of a flush: one statement for many rows of a table.

use std::sync::Arc;

use orm_core::Result;
use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::{DeleteCore, StatementRef};

use crate::containers::Cell;
use crate::instance::{AnyInstance, Lifecycle, inverse_cell, lock};
use crate::session::Session;

impl Session {
    /// Deletes rows of one table.
    pub(super) async fn delete_rows(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        self.before_deletes(rows)?;
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
            self.follow_deletes(rows.to_vec());
        }
        self.after_deletes(rows)
    }

    /// Takes a row out of the loaded collection of the instance that its relationship at `index` leads to.
    pub(in crate::session) fn evict(&mut self, instance: &Arc<dyn AnyInstance>, index: usize) {
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
    pub(in crate::session) fn gone(&mut self, instance: &Arc<dyn AnyInstance>) {
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        for (index, definition) in instance.table().relationships.iter().enumerate() {
            if definition.has_foreign_key() {
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
