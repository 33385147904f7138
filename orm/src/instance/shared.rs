//! [`SessionShared`]: what instances know of their session: where to report that they changed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use orm_core::Error;

use super::epochs::{ELSEWHERE, Epochs};
use super::{AnyInstance, Lifecycle, address, inverse_cell, lock};

/// The part of a session that its instances can reach, from any thread.
#[doc(hidden)]
#[derive(Default)]
pub struct SessionShared {
    queues: Mutex<Queues>,
    epochs: Epochs,
    /// Whether a listener is being called.
    calling: AtomicBool,
    /// How many guards of `edit()` are open on its instances.
    edits: AtomicUsize,
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
    /// What could not be taken in, and why: the next flush says so.
    pub(crate) refused: Vec<Error>,
}

impl SessionShared {
    /// Whether nothing is pending.
    pub(crate) fn is_idle(&self) -> bool {
        let queues = self.queues();
        queues.new.is_empty() && queues.dirty.is_empty() && queues.returning.is_empty() && queues.refused.is_empty()
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.epochs.current()
    }

    /// Everything that was read is stale from now on.
    pub(crate) fn next_epoch(&self) {
        self.epochs.outdate();
    }

    pub(crate) fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    /// Whether what was read in an epoch is not stale.
    pub(crate) fn is_current(&self, epoch: u64) -> bool {
        self.epochs.holds(epoch)
    }

    /// Whether an instance belongs to this session.
    pub(crate) fn owns(self: &Arc<Self>, instance: &Arc<dyn AnyInstance>) -> bool {
        std::ptr::eq(lock(instance.state()).session.as_ptr(), Arc::as_ptr(self))
    }

    /// Whether an instance belongs to another session.
    pub(crate) fn is_elsewhere(self: &Arc<Self>, instance: &Arc<dyn AnyInstance>) -> bool {
        lock(instance.state()).session.upgrade().is_some_and(|session| !Arc::ptr_eq(&session, self))
    }

    pub(crate) fn is_calling(&self) -> bool {
        self.calling.load(Ordering::Relaxed)
    }

    pub(crate) fn set_calling(&self, on: bool) {
        self.calling.store(on, Ordering::Relaxed);
    }

    /// Guards of `edit()` are not its to wait for any more, or come to be.
    pub(super) fn count_edits(&self, fewer: usize, more: usize) {
        self.edits.fetch_add(more, Ordering::Relaxed);
        self.edits.fetch_sub(fewer, Ordering::Relaxed);
    }

    /// Whether a guard of `edit()` is open on any of its instances.
    pub(crate) fn is_being_edited(&self) -> bool {
        self.edits.load(Ordering::Relaxed) > 0
    }

    pub(crate) fn queues(&self) -> std::sync::MutexGuard<'_, Queues> {
        lock(&self.queues)
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
            relink(&instance);
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
                self.queues().refused.push(belongs_elsewhere(instance));
            }
            return false;
        }
        let lifecycle = state.effective();
        state.belong_to(Arc::downgrade(self));
        match lifecycle {
            Lifecycle::Transient => {
                state.lifecycle = Lifecycle::Pending;
                self.queues().new.push(instance.clone());
            }
            Lifecycle::Detached => {
                state.lifecycle = Lifecycle::Persistent;
                state.queued = true;
                // This session holds it.
                state.streamed = false;
                // As fresh as it was there, not here.
                state.epoch = ELSEWHERE;
                let mut queues = self.queues();
                queues.returning.push(instance.clone());
                queues.dirty.push(instance.clone());
            }
            Lifecycle::Pending | Lifecycle::Persistent | Lifecycle::Deleted => {}
        }
        true
    }
}

/// A new instance that a rollback had expelled comes back: the other sides of its relationships, which were restored, take it in again.
fn relink(instance: &Arc<dyn AnyInstance>) {
    if !std::mem::take(&mut lock(instance.state()).expelled) {
        return;
    }
    for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
        for target in cell.history().added {
            if let Some(inverse) = inverse_cell(&target, definition.back_populates)
                && !inverse.leads_to(address(instance))
            {
                inverse.link(instance, false);
            }
        }
    }
}

/// The error for an instance of another session.
pub(crate) fn belongs_elsewhere(instance: &Arc<dyn AnyInstance>) -> Error {
    let model = &instance.table().model;
    Error::InvalidState(format!("a `{model}` that was added belongs to another session; expunge it there first"))
}
