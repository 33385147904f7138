//! A bulk DELETE: the instances of the rows that are gone, and what the database did to rows that referenced them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::expr::TableRef;
use orm_core::schema::{ForeignKey, ReferentialAction, Table};
use orm_core::statement::{DeleteCore, StatementRef};
use orm_core::{Result, Value};

use super::Synchronize;
use super::matching::{Matched, key_items};
use crate::instance::{AnyInstance, Instances, Lifecycle, STALE, address, lock, rebase};
use crate::session::Session;
use crate::session::flush::set_null;

impl Session {
    pub(super) async fn bulk_delete(&mut self, delete: &DeleteCore, how: Synchronize) -> Result<u64> {
        let can_return = self.link.engine().dialect().capabilities.delete_returning && delete.using.is_empty();
        let matched = self.matching(&delete.table, &delete.using, &delete.filter, how, can_return).await?;
        let mut delete = delete.clone();
        if let (Matched::Returned, TableRef::Static(table)) = (&matched, &delete.table) {
            delete.returning = key_items(table);
        }
        let compiled = self.link.engine().compile_one(StatementRef::Delete(&delete))?;
        let (mut returned, identity, table) = (Instances::new(), &self.identity, &delete.table);
        let outcome = self
            .link
            .fetch(compiled, Some(table), &mut |row| {
                returned.extend(identity.by_key(table, row)?);
                Ok(())
            })
            .await?;
        let rows = outcome.rows_affected.max(outcome.rows_returned);
        self.deleted_rows(&delete.table, matched, returned, rows);
        Ok(rows)
    }

    /// After a DELETE of `rows` rows: those of `matched`, or else of `returned`.
    pub(super) fn deleted_rows(&mut self, table: &Table, matched: Matched, returned: Instances, rows: u64) {
        let gone = match matched {
            Matched::Exactly(instances) => instances,
            Matched::Returned => returned,
            Matched::Unknown => {
                self.outdate(table);
                self.outdate_collections(table, None);
                self.outdate_referencing(table);
                return;
            }
        };
        for instance in &gone {
            self.gone(instance);
        }
        if rows > gone.len() as u64 {
            // Rows went that are not in memory, and perhaps others with them that are.
            self.outdate_referencing(table);
        }
        self.follow_deletes(gone);
    }

    /// What follows from deletions, by the flush or in bulk: rows that the database deleted along with them, or took the reference from.
    pub(in crate::session) fn follow_deletes(&mut self, mut gone: Instances) {
        while !gone.is_empty() {
            self.leave_collections(&gone);
            let mut next = Instances::new();
            for (table, parents) in by_table(gone) {
                for (child, key) in self.identity.referencing(table) {
                    self.act(child, key, table, &parents, &mut next);
                }
            }
            gone = next;
        }
        self.deleting.retain(|instance| lock(instance.state()).lifecycle == Lifecycle::Persistent);
    }

    /// Does to the children of deleted rows what the database did, along one foreign key.
    fn act(&mut self, table: &'static Table, key: &ForeignKey, parent: &Table, gone: &Instances, next: &mut Instances) {
        let indices = |table: &Table, names: &[std::borrow::Cow<'static, str>]| {
            names.iter().map(|name| table.column_index(name)).collect::<Option<Vec<usize>>>()
        };
        let (Some(columns), Some(targets)) = (indices(table, &key.columns), indices(parent, &key.target_columns))
        else {
            return;
        };
        let deleted: HashSet<Vec<Value>> = gone.iter().map(|row| stored(row, &targets)).collect();
        for child in self.identity.of_table(table) {
            let reference = stored(&child, &columns);
            if reference.iter().any(Value::is_null) || !deleted.contains(&reference) {
                continue;
            }
            match key.on_delete {
                Some(ReferentialAction::Cascade) => {
                    self.gone(&child);
                    next.push(child);
                }
                Some(ReferentialAction::SetNull) => self.release_reference(&child, &columns),
                _ => lock(child.state()).epoch = STALE,
            }
        }
    }

    /// The database set the reference of a row to NULL.
    fn release_reference(&mut self, child: &Arc<dyn AnyInstance>, columns: &[usize]) {
        let base = lock(child.state()).base;
        self.journal.record(child, base);
        let mut certain = true;
        rebase(child, &mut |stored| {
            for &index in columns {
                certain &= stored.column_mut(index).is_some_and(|field| set_null(field).is_ok());
            }
        });
        if !certain {
            lock(child.state()).epoch = STALE;
        }
        self.follow_foreign_keys(child, base);
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

/// The values of columns as they are in the database.
fn stored(instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
    let base = lock(instance.state()).base;
    let version = instance.version(base);
    columns.iter().filter_map(|&index| version.column(index)).map(|value| value.to_value()).collect()
}

/// Instances grouped by table, without repetitions.
fn by_table(instances: Instances) -> Vec<(&'static Table, Instances)> {
    let mut seen = HashSet::new();
    let mut groups: Vec<(&'static Table, Instances)> = Vec::new();
    let mut places: HashMap<*const Table, usize> = HashMap::new();
    for instance in instances.into_iter().filter(|instance| seen.insert(address(instance))) {
        let place = *places.entry(std::ptr::from_ref(instance.table())).or_insert_with(|| {
            groups.push((instance.table(), Instances::new()));
            groups.len() - 1
        });
        groups[place].1.push(instance);
    }
    groups
}
