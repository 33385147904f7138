//! What a flush has to do.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::schema::Table;
use orm_core::{Error, Result};

use super::association::Pairs;
use super::foreign_keys::Sync;
use crate::instance::{AnyInstance, Instances, Lifecycle, address, changed_columns, lock};
use crate::session::Session;

/// Everything that a flush has to do.
#[derive(Default)]
pub(super) struct Work {
    /// New rows, in the order in which they were added.
    pub(super) inserts: Vec<Arc<dyn AnyInstance>>,
    /// Rows that may have changed.
    pub(super) updates: Vec<Arc<dyn AnyInstance>>,
    /// Rows to delete.
    pub(super) deletes: Vec<Arc<dyn AnyInstance>>,
    /// Foreign keys that follow from relationships, by the address of the row that has them.
    pub(super) syncs: HashMap<usize, Vec<Sync>>,
    /// Rows of tables in between, of many-to-many relationships.
    pub(super) pairs: Vec<Pairs>,
    /// Tables of all these rows.
    pub(super) tables: Vec<&'static Table>,
}

impl Work {
    pub(super) fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.updates.is_empty() && self.deletes.is_empty()
    }

    /// All instances concerned.
    pub(super) fn touched(&self) -> impl Iterator<Item = &Arc<dyn AnyInstance>> {
        self.inserts.iter().chain(&self.updates).chain(&self.deletes)
    }

    /// The foreign keys of a row that follow from relationships.
    pub(super) fn syncs_of(&self, row: &Arc<dyn AnyInstance>) -> &[Sync] {
        self.syncs.get(&address(row)).map_or(&[], Vec::as_slice)
    }

    /// Whether a row comes to reference a new row of the same group of tables.
    pub(super) fn waits_for_insert(&self, row: &Arc<dyn AnyInstance>, group: &[&'static Table]) -> bool {
        self.syncs_of(row).iter().filter_map(|sync| sync.parent.as_ref()).any(|parent| {
            lock(parent.state()).is_new() && group.iter().any(|table| std::ptr::eq(*table, parent.table()))
        })
    }
}

impl Session {
    /// Takes what is pending off the lists, and finds out what follows from it.
    pub(super) async fn collect(&mut self) -> Result<Work> {
        let (new, dirty) = self.take_pending()?;
        let mut work = Work::default();
        let orphans = work.read_relationships(&new, &dirty)?;
        // Orphans cascade like any deleted instance.
        self.delete_all(orphans).await?;

        let mut seen = HashSet::new();
        for instance in new {
            let pending = lock(instance.state()).lifecycle == Lifecycle::Pending;
            if pending && seen.insert(address(&instance)) {
                work.inserts.push(instance);
            }
        }
        let synced: Vec<_> = std::mem::take(&mut work.updates);
        for instance in dirty.into_iter().chain(synced) {
            let (changeable, base) = {
                let state = lock(instance.state());
                (state.lifecycle == Lifecycle::Persistent && !state.deleting, state.base)
            };
            let changed = !work.syncs_of(&instance).is_empty()
                || !changed_columns(&*instance, base).is_empty()
                || instance.containers().any(|container| !container.history().is_empty());
            if changeable && changed && seen.insert(address(&instance)) {
                work.updates.push(instance);
            }
        }
        work.deletes = self.deleting.clone();
        let mut tables: Vec<&'static Table> = Vec::new();
        let between = work.pairs.iter().map(|pairs| pairs.table);
        for table in work.touched().map(|instance| instance.table()).chain(between) {
            if !tables.iter().any(|other| std::ptr::eq(*other, table)) {
                tables.push(table);
            }
        }
        work.tables = tables;
        Ok(work)
    }

    /// Empties the lists. What was on them is kept until the flush succeeds, for a rollback.
    fn take_pending(&mut self) -> Result<(Instances, Instances)> {
        let (mut new, mut dirty, mut returning) = {
            let mut queues = self.shared.queues();
            if let Some(model) = queues.foreign.pop() {
                return Err(Error::InvalidState(format!(
                    "a `{model}` that was added belongs to another session; expunge it there first"
                )));
            }
            (std::mem::take(&mut queues.new), std::mem::take(&mut queues.dirty), std::mem::take(&mut queues.returning))
        };
        // Some may have been expunged since.
        for list in [&mut new, &mut dirty, &mut returning] {
            list.retain(|instance| self.shared.has(instance));
        }
        for instance in returning {
            instance.register(&mut self.identity);
        }
        for instance in &dirty {
            let streamed = {
                let mut state = lock(instance.state());
                state.queued = false;
                std::mem::take(&mut state.streamed)
            };
            if streamed {
                instance.clone().register(&mut self.identity);
            }
        }
        self.flushing.extend(new.iter().chain(&dirty).cloned());
        Ok((new, dirty))
    }
}
