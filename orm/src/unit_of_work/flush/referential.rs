//! What the database itself did to rows that referenced deleted ones (`ON DELETE CASCADE`, `SET NULL`, `SET DEFAULT`), done to the instances in memory.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use orm_core::schema::{ForeignKey, ReferentialAction, Table};
use orm_core::{Result, Value};

use super::{nullable, set_null};
use crate::instance::{AnyInstance, Lifecycle, STALE, address, lock, reconcile};
use crate::unit_of_work::Session;

impl Session {
    /// After rows of one table were deleted: follows the foreign keys on which the database acted, as far as instances are loaded.
    pub(crate) fn database_acted(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        let mut open = vec![(table, rows.to_vec())];
        while let Some((table, rows)) = open.pop() {
            for child in self.identity.tables() {
                let acting = |key: &&ForeignKey| key.references(table) && acts(key);
                for key in child.foreign_keys.iter().filter(acting) {
                    let gone = self.follow(child, key, table, &rows)?;
                    if !gone.is_empty() {
                        open.push((child, gone));
                    }
                }
            }
        }
        Ok(())
    }

    /// Follows one foreign key of `child` to deleted rows of `table`. Returns instances whose rows went along.
    fn follow(
        &mut self,
        child: &'static Table,
        key: &ForeignKey,
        table: &Table,
        rows: &[Arc<dyn AnyInstance>],
    ) -> Result<Vec<Arc<dyn AnyInstance>>> {
        let (columns, targets) = ends(child, key, table);
        let deleted: HashSet<Vec<Value>> = rows.iter().map(|row| in_database(row, &targets)).collect();
        let Some(action) = key.on_delete else { return Ok(Vec::new()) };
        self.follow_columns(child, (&columns, &nullable(child, &columns)), &deleted, action, &HashSet::new())
    }

    /// What was done to rows of `child` whose `columns` have one of these values, but for some by address; where they let go, some of the
    /// columns are NULL now. Returns those that are gone.
    pub(crate) fn follow_columns(
        &mut self,
        child: &'static Table,
        (columns, nulled): (&[usize], &[usize]),
        deleted: &HashSet<Vec<Value>>,
        action: ReferentialAction,
        kept: &HashSet<usize>,
    ) -> Result<Vec<Arc<dyn AnyInstance>>> {
        let mut gone = Vec::new();
        for instance in self.identity.of_table(child) {
            let concerned = deleted.contains(&in_database(&instance, columns)) && !kept.contains(&address(&instance));
            if !concerned || lock(instance.state()).deleting {
                continue;
            }
            match action {
                ReferentialAction::Cascade => gone.push(instance),
                ReferentialAction::SetNull => self.nulled(&instance, nulled)?,
                ReferentialAction::SetDefault => self.outdated(&instance, columns)?,
                _ => {}
            }
        }
        self.evict_all(&gone);
        gone.iter().for_each(|instance| self.gone(instance));
        Ok(gone)
    }

    /// The database set a foreign key of a row to its default: the next query that brings the row tells which that is.
    fn outdated(&mut self, instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Result<()> {
        let table = instance.table();
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| d.has_foreign_key()) {
            let follows = definition.join_columns(table)?.local.iter().any(|column| columns.contains(column));
            if let Some(container) = instance.container(index)
                && follows
                && container.history().is_empty()
            {
                self.evict(instance, index);
                container.forget();
            }
        }
        let mut state = lock(instance.state());
        state.expired = true;
        state.epoch = STALE;
        Ok(())
    }

    /// A foreign key does not lead where it led: the collections there lose the row, until a rollback brings it back.
    fn leave(&mut self, instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Result<()> {
        let table = instance.table();
        for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| d.has_foreign_key()) {
            if definition.join_columns(table)?.local.iter().any(|column| columns.contains(column)) {
                self.evict(instance, index);
            }
        }
        Ok(())
    }

    /// The database set a foreign key of a row to NULL.
    fn nulled(&mut self, instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Result<()> {
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        // What was edited since stays on top of what the database has now.
        let mut stored = instance.draft_of(base);
        let mut edited = instance.draft();
        for &column in columns {
            let old = instance.version(base).column(column);
            let untouched = matches!((old, instance.latest().column(column)), (Some(old), Some(new)) if old.same(new));
            for draft in [Some(&mut stored), untouched.then_some(&mut edited)].into_iter().flatten() {
                if let Some(field) = draft.column_mut(column) {
                    set_null(field)?;
                }
            }
        }
        instance.publish(stored);
        lock(instance.state()).base = instance.current();
        if lock(instance.state()).queued {
            instance.publish(edited);
        } else {
            self.leave(instance, columns)?;
            reconcile(instance, self.shared.epoch());
        }
        if instance.table().filled_by_updates().next().is_some() {
            lock(instance.state()).epoch = STALE;
        }
        Ok(())
    }
}

/// The columns of a foreign key of `child`, and those of `table` that it references, by index.
pub(crate) fn ends(child: &Table, key: &ForeignKey, table: &Table) -> (Vec<usize>, Vec<usize>) {
    let indices = |table: &Table, names: &[Cow<'static, str>]| {
        names.iter().filter_map(|name| table.column_index(name)).collect::<Vec<usize>>()
    };
    (indices(child, &key.columns), indices(table, &key.target_columns))
}

/// Whether the database does more than refuse.
pub(crate) fn acts(key: &ForeignKey) -> bool {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    matches!(key.on_delete, Some(Cascade | SetNull | SetDefault))
}

/// Columns of a row as the database has them.
fn in_database(instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
    let state = lock(instance.state());
    let version = if state.lifecycle == Lifecycle::Persistent { state.base } else { instance.current() };
    drop(state);
    let row = instance.version(version);
    columns.iter().filter_map(|&index| row.column(index)).map(|value| value.to_value()).collect()
}
