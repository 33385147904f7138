//! [`Journal`]: how instances were before the transaction, so that a rollback can restore them.

use std::sync::Arc;

use orm_core::model::ColumnSet;

use super::{IdentityMap, SessionShared};
use crate::instance::{AnyInstance, Lifecycle, lock, reconcile};

/// What the open transaction did to instances.
#[derive(Default)]
pub(super) struct Journal {
    entries: Vec<Entry>,
}

struct Entry {
    instance: Arc<dyn AnyInstance>,
    lifecycle: Lifecycle,
    /// The version that was in the database; for a new instance, the one that the user made.
    version: usize,
    unset: ColumnSet,
}

impl Journal {
    /// Remembers an instance as it is now, unless the transaction already did. `version` is what a rollback goes back to.
    pub(super) fn record(&mut self, instance: &Arc<dyn AnyInstance>, version: usize) {
        let mut state = lock(instance.state());
        if state.in_transaction {
            return;
        }
        state.in_transaction = true;
        self.entries.push(Entry {
            instance: instance.clone(),
            lifecycle: state.lifecycle,
            version,
            unset: state.unset.clone(),
        });
    }

    /// The transaction is in the database: nothing to restore any more. Deleted instances leave the session.
    pub(super) fn commit(&mut self, identity: &mut IdentityMap) {
        for Entry { instance, .. } in self.entries.drain(..) {
            {
                let mut state = lock(instance.state());
                state.in_transaction = false;
                if state.lifecycle == Lifecycle::Deleted {
                    state.lifecycle = Lifecycle::Detached;
                    state.session = std::sync::Weak::new();
                }
            }
            // Nobody but the identity map (and this entry) holds it: nobody reads its old versions.
            let compaction = if Arc::strong_count(&instance) == 2 { instance.compaction() } else { None };
            drop(instance);
            if let Some(compaction) = compaction {
                compaction(identity);
            }
        }
    }

    /// The transaction is undone: so is what it did to instances.
    pub(super) fn rollback(&mut self, identity: &mut IdentityMap, shared: &Arc<SessionShared>) {
        for entry in self.entries.drain(..).rev() {
            let Entry { instance, lifecycle, version, unset } = entry;
            if !shared.has(&instance) {
                // It was expunged since: it keeps its values.
                lock(instance.state()).in_transaction = false;
                continue;
            }
            let was_new = matches!(lifecycle, Lifecycle::Pending | Lifecycle::Transient);
            instance.unregister(identity, instance.current());
            if instance.current() != version {
                instance.publish(instance.draft_of(version));
            }
            {
                let mut state = lock(instance.state());
                state.in_transaction = false;
                state.base = instance.current();
                state.deleting = false;
                state.queued = false;
                state.unset = unset;
                state.lifecycle = if was_new { Lifecycle::Transient } else { Lifecycle::Persistent };
                state.session = if was_new { std::sync::Weak::new() } else { Arc::downgrade(shared) };
            }
            if !was_new {
                forget_collections(&instance);
                reconcile(&instance, shared.epoch());
                instance.register(identity);
            }
        }
    }
}

/// The collections of an instance count as not loaded from now on.
pub(super) fn forget_collections(instance: &Arc<dyn AnyInstance>) {
    for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
        if !definition.has_foreign_key() {
            cell.forget();
        }
    }
}
