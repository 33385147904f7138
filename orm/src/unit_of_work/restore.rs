//! Rollback in memory: instances are again what they were before the transaction, or before a savepoint.

use std::sync::{Arc, Weak};

use super::Session;
use crate::instance::{AnyInstance, Lifecycle, address, lock, reconcile};

impl Session {
    /// Restores instances to how they were when a frame of the journal began. Runs no statement.
    pub(crate) fn restore(&mut self, frame: usize) {
        self.enter_returning();
        let mut returning = std::mem::take(&mut self.returned);
        let (mut new, mut dirty) = {
            let mut queues = self.shared.queues();
            queues.refused.clear();
            (std::mem::take(&mut queues.new), std::mem::take(&mut queues.dirty))
        };
        // A flush that failed had taken its instances off the lists.
        for instance in std::mem::take(&mut self.flushing) {
            let is_new = lock(instance.state()).is_new();
            if is_new { new.push(instance) } else { dirty.push(instance) }
        }
        // What was expunged, and may be another session's by now, is on the lists still.
        for list in [&mut new, &mut dirty, &mut returning] {
            list.retain(|instance| self.shared.owns(instance));
        }
        new.iter().for_each(expel);
        for instance in returning {
            self.expunge_one(&instance);
        }
        for instance in std::mem::take(&mut self.deleting) {
            lock(instance.state()).deleting = false;
        }
        for instance in &dirty {
            discard_columns(instance);
            self.journal.settle(instance);
        }
        let wrote = self.journal.rollback(frame, &mut self.identity, &self.shared);
        self.forget_changed(&dirty);
        if let Some(epoch) = wrote {
            self.forget_read_since(epoch);
        }
    }

    /// What the journal could not bring back is not loaded from now on.
    pub(crate) fn forget_changed(&self, instances: &[Arc<dyn AnyInstance>]) {
        for instance in instances.iter().filter(|instance| !lock(instance.state()).is_new()) {
            for cell in instance.containers().filter(|cell| !cell.history().is_empty()) {
                cell.forget();
            }
            reconcile(instance, self.shared.epoch());
        }
    }

    /// What was read after a write that is undone may be what it wrote.
    fn forget_read_since(&mut self, epoch: u64) {
        for instance in self.identity.all() {
            for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
                if !definition.has_foreign_key() && cell.loaded_epoch().is_some_and(|loaded| loaded >= epoch) {
                    cell.forget();
                }
            }
            let mut state = lock(instance.state());
            state.expired |= state.epoch >= epoch;
        }
        self.shared.epochs().undo(epoch);
    }

    /// The user's own statement wrote something: all instances may be out of date, and the next query refreshes them.
    pub(crate) fn wrote_directly(&mut self) {
        self.journal.writes(&self.shared);
        self.shared.next_epoch();
    }
}

/// A new instance that is not to be inserted any more.
fn expel(instance: &Arc<dyn AnyInstance>) {
    let mut state = lock(instance.state());
    if state.lifecycle == Lifecycle::Pending {
        state.lifecycle = Lifecycle::Transient;
        state.belong_to(Weak::new());
        state.expelled = true;
    }
}

/// Gives up the unflushed changes of columns.
pub(crate) fn discard_columns(instance: &Arc<dyn AnyInstance>) {
    let base = {
        let mut state = lock(instance.state());
        state.queued = false;
        state.expressions.clear();
        if state.is_new() {
            return;
        }
        state.base
    };
    if instance.current() != base {
        instance.publish(instance.draft_of(base));
        lock(instance.state()).base = instance.current();
    }
}

/// What came to an instance since the last flush, or left it, knows no more of that than the instance itself will. What has gone
/// elsewhere meanwhile stays there.
pub(crate) fn part_again(instance: &Arc<dyn AnyInstance>) {
    for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
        let history = cell.history();
        if history.is_empty() {
            continue;
        }
        if definition.has_foreign_key() {
            cell.replace(history.removed);
            continue;
        }
        for (other, came) in
            history.added.iter().map(|other| (other, true)).chain(history.removed.iter().map(|other| (other, false)))
        {
            let index =
                other.table().relationships.iter().position(|back| Some(back.name) == definition.back_populates);
            let Some((index, back)) = index.and_then(|index| Some((index, other.container(index)?))) else { continue };
            let is_reference = other.table().relationships[index].has_foreign_key();
            match (is_reference, came) {
                (true, true) if back.leads_to(address(instance)) => back.replace(back.history().removed),
                (true, false) if back.targets().is_empty() => back.replace(vec![instance.clone()]),
                (true, _) => {}
                (false, true) => back.unlink(instance),
                (false, false) => back.link(instance, false),
            }
        }
    }
}

/// The collections of an instance count as not loaded from now on.
pub(crate) fn forget_collections(instance: &Arc<dyn AnyInstance>) {
    for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
        if !definition.has_foreign_key() {
            cell.forget();
        }
    }
}
