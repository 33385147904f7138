//! Members of `WriteOnly` collections when their owner goes: never loaded, deleted or released by one statement.

use std::collections::HashSet;
use std::sync::Arc;

use orm_core::expr::{Node, TableRef};
use orm_core::relationship::{PassiveDeletes, RelationshipDef};
use orm_core::schema::{ReferentialAction, Table};
use orm_core::statement::{DeleteCore, SelectCore, SelectItem, StatementRef, UpdateCore};
use orm_core::{Result, Value};

use super::association::among;
use super::nulled;
use crate::instance::{AnyInstance, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::delete::{database_acts, needed, still_referenced};

impl Session {
    /// Before rows of `table` are deleted: does what their write-only collections say to the members.
    pub(super) async fn release_write_only(
        &mut self,
        table: &'static Table,
        rows: &[Arc<dyn AnyInstance>],
    ) -> Result<()> {
        for definition in write_only(table).filter(|_| !rows.is_empty()) {
            let on = definition.join_columns(table)?;
            if definition.passive_deletes != PassiveDeletes::No || database_acts(definition, &on.remote) {
                continue;
            }
            let child = (definition.target)();
            let released = nulled(child, &on.remote);
            if released.is_empty() && !definition.cascade.delete {
                // There are none: it was checked.
                continue;
            }
            let keys = keys_of(rows, &on.local);
            for keys in keys.chunks(self.link.engine_of(child).dialect().keys_per_list(on.remote.len())) {
                let filter = vec![among(child, &on.remote, keys.to_vec())];
                let reference = TableRef::Static(child);
                let compiled = if definition.cascade.delete {
                    let delete = DeleteCore { filter, ..DeleteCore::new(reference) };
                    self.link.engine_of(child).compile_one(StatementRef::Delete(&delete))?
                } else {
                    let null = |&column: &usize| (column, Node::Value(Value::Null(child.columns[column].ty)));
                    let set = released.iter().map(null).collect();
                    let update = UpdateCore { set, filter, ..UpdateCore::new(reference) };
                    self.link.engine_of(child).compile_one(StatementRef::Update(&update))?
                };
                self.link.execute(compiled, Some(child)).await?;
            }
            let action =
                if definition.cascade.delete { ReferentialAction::Cascade } else { ReferentialAction::SetNull };
            let keys = keys.into_iter().collect();
            self.follow_columns(child, (&on.remote, &released), &keys, action, &HashSet::new())?;
        }
        Ok(())
    }

    /// Whether the members of a write-only collection can do without their owners; they are counted, not loaded.
    pub(crate) async fn check_write_only(
        &mut self,
        definition: &RelationshipDef,
        parents: &[Arc<dyn AnyInstance>],
    ) -> Result<()> {
        let Some(table) = parents.first().map(|parent| parent.table()) else { return Ok(()) };
        let on = definition.join_columns(table)?;
        let child = (definition.target)();
        let Some(needed) = needed(child, &on.remote) else { return Ok(()) };
        for keys in
            keys_of(parents, &on.local).chunks(self.link.engine_of(child).dialect().keys_per_list(on.remote.len()))
        {
            let select = SelectCore {
                items: vec![SelectItem::Node(Node::Value(Value::I64(1)))],
                from: vec![TableRef::Static(child)],
                filter: vec![among(child, &on.remote, keys.to_vec())],
                limit: Some(1),
                ..SelectCore::default()
            };
            let compiled = self.link.engine_of(child).compile_one(StatementRef::Select(&select))?;
            let mut found = false;
            self.link
                .fetch(compiled, Some(child), &mut |_| {
                    found = true;
                    Ok(())
                })
                .await?;
            if found {
                return Err(still_referenced(definition, child, needed));
            }
        }
        Ok(())
    }
}

/// The write-only collections of a model that are no many-to-many relationships, whose links go with their owner anyway.
fn write_only(table: &'static Table) -> impl Iterator<Item = &'static RelationshipDef> {
    table.relationships.iter().filter(|definition| definition.write_only && definition.secondary.is_none())
}

/// Columns of rows as the database has them.
fn keys_of(rows: &[Arc<dyn AnyInstance>], columns: &[usize]) -> Vec<Vec<Value>> {
    let key = |row: &Arc<dyn AnyInstance>| {
        let base = lock(row.state()).base;
        let row = row.version(base);
        columns.iter().filter_map(|&index| row.column(index)).map(|value| value.to_value()).collect()
    };
    rows.iter().map(key).collect()
}
