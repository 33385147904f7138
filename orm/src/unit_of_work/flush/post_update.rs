//! `post_update`: foreign keys that are NULL while the rows at both ends are inserted or deleted, so that rows can reference each other
//! in a circle. An UPDATE sets them after the INSERTs (they are `postponed`), another takes them back before the DELETEs.

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::relationship::RelationshipDef;
use orm_core::schema::{ForeignKey, Table};
use orm_core::{Result, Value};

use super::vacate::Vacated;
use crate::instance::{AnyInstance, address, lock};

/// Whether the foreign key of a relationship is written by an UPDATE of its own.
pub(super) fn is_post_updated(definition: &RelationshipDef) -> bool {
    definition.post_update || definition.inverse().is_some_and(|inverse| inverse.post_update)
}

/// A foreign key that is.
pub(super) struct PostUpdated {
    table: &'static Table,
    columns: Vec<usize>,
    target: &'static Table,
    target_columns: Vec<usize>,
}

impl PostUpdated {
    /// Whether it is this foreign key of `table`.
    pub(super) fn is(&self, table: &Table, key: &ForeignKey) -> bool {
        std::ptr::eq(self.table, table)
            && self.columns.iter().all(|&column| key.columns.contains(&table.columns[column].name))
    }
}

/// Those between the tables of a group.
pub(super) fn keys(group: &[&'static Table]) -> Result<Vec<PostUpdated>> {
    let mut keys = Vec::new();
    for owner in group {
        for definition in owner.relationships.iter().filter(|definition| definition.post_update) {
            let other = (definition.target)();
            let (on, is_owner) = (definition.join_columns(owner)?, definition.has_foreign_key());
            keys.push(match is_owner {
                true => PostUpdated { table: owner, columns: on.local, target: other, target_columns: on.remote },
                false => PostUpdated { table: other, columns: on.remote, target: owner, target_columns: on.local },
            });
        }
    }
    Ok(keys)
}

/// The foreign keys to take back before rows are deleted: those that lead from one of them to another.
pub(super) fn unlinked(rows: &[Arc<dyn AnyInstance>], group: &[&'static Table]) -> Result<Vec<Vacated>> {
    let mut unlinked = Vec::new();
    if rows.len() < 2 {
        return Ok(unlinked);
    }
    for key in keys(group)? {
        let of = |table: &'static Table| rows.iter().filter(move |row| std::ptr::eq(row.table(), table));
        let targets: HashMap<Vec<Value>, usize> =
            of(key.target).map(|row| (at_base(row, &key.target_columns), address(row))).collect();
        for row in of(key.table) {
            if targets.get(&at_base(row, &key.columns)).is_some_and(|&target| target != address(row)) {
                let columns = key.columns.iter().filter(|&&column| key.table.columns[column].nullable);
                unlinked.extend(columns.map(|&column| Vacated { row: row.clone(), column }));
            }
        }
    }
    Ok(unlinked)
}

/// What the database has in some columns of a row.
pub(crate) fn at_base(row: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
    let version = row.version(lock(row.state()).base);
    columns.iter().filter_map(|&column| version.column(column)).map(|value| value.to_value()).collect()
}
