//! [`SessionShared`]: what instances know of their session: where to report that they changed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::instance::{AnyInstance, Lifecycle, lock};

/// The part of a session that its instances can reach, from any thread.
#[doc(hidden)]
#[derive(Default)]
pub struct SessionShared {
    queues: Mutex<Queues>,
    /// Counts transactions: what was read in an earlier one is stale.
    epoch: AtomicU64,
}

/// Work for the next flush, in the order in which it came.
#[derive(Default)]
pub(crate) struct Queues {
    /// Instances to insert.
    pub(crate) new: Vec<Arc<dyn AnyInstance>>,
    /// Instances with changed columns or relationships.
    pub(crate) dirty: Vec<Arc<dyn AnyInstance>>,
    /// Detached instances that came in and must be entered into the identity map.
    pub(crate) returning: Vec<Arc<dyn AnyInstance>>,
    /// Instances that belong to another session.
    pub(crate) foreign: Vec<&'static str>,
}

impl SessionShared {
    /// Whether nothing is pending.
    pub(crate) fn is_idle(&self) -> bool {
        let queues = self.queues();
        queues.new.is_empty() && queues.dirty.is_empty() && queues.returning.is_empty() && queues.foreign.is_empty()
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Relaxed) + 1
    }

    pub(crate) fn next_epoch(&self) {
        self.epoch.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn queues(&self) -> std::sync::MutexGuard<'_, Queues> {
        lock(&self.queues)
    }

    /// Whether an instance is in this session.
    pub(crate) fn has(&self, instance: &Arc<dyn AnyInstance>) -> bool {
        std::ptr::eq(lock(instance.state()).session.as_ptr(), self)
    }

    pub(crate) fn enqueue_dirty(&self, instance: Arc<dyn AnyInstance>) {
        self.queues().dirty.push(instance);
    }

    /// Takes an instance in, with all that its relationships lead to and whose cascade says so.
    pub(crate) fn attach(self: &Arc<Self>, instance: &Arc<dyn AnyInstance>) {
        let mut open = vec![instance.clone()];
        while let Some(instance) = open.pop() {
            if !self.attach_one(&instance) {
                continue;
            }
            let relationships = instance.table().relationships.iter().zip(instance.containers());
            let cascading = relationships.filter(|(definition, _)| definition.cascade.save_update);
            // Pushed in reverse, so that they come in in order.
            let related: Vec<_> = cascading.flat_map(|(_, container)| container.targets()).collect();
            open.extend(related.into_iter().rev());
        }
    }

    /// Takes one instance in; false if it was in already.
    fn attach_one(self: &Arc<Self>, instance: &Arc<dyn AnyInstance>) -> bool {
        let mut state = lock(instance.state());
        if let Some(session) = state.session.upgrade() {
            if !Arc::ptr_eq(&session, self) {
                self.queues().foreign.push(&instance.table().model);
            }
            return false;
        }
        let lifecycle = state.effective();
        state.session = Arc::downgrade(self);
        match lifecycle {
            Lifecycle::Transient => {
                state.lifecycle = Lifecycle::Pending;
                self.queues().new.push(instance.clone());
            }
            Lifecycle::Detached => {
                state.lifecycle = Lifecycle::Persistent;
                state.queued = true;
                let mut queues = self.queues();
                queues.returning.push(instance.clone());
                queues.dirty.push(instance.clone());
            }
            Lifecycle::Pending | Lifecycle::Persistent | Lifecycle::Deleted => {}
        }
        true
    }
}
