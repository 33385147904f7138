//! Instances leave the session.

use std::sync::{Arc, Weak};

use super::Session;
use crate::instance::{AnyInstance, Lifecycle, lock};

impl Session {
    pub(crate) fn expunge_cascading(&mut self, instance: Arc<dyn AnyInstance>) {
        if !self.owns(&instance) {
            return;
        }
        let mut open = vec![instance];
        while let Some(instance) = open.pop() {
            if !self.expunge_one(&instance) {
                continue;
            }
            for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
                if definition.cascade.expunge {
                    open.extend(cell.targets());
                }
            }
        }
    }

    /// Takes one instance out; false if it was not in.
    pub(crate) fn expunge_one(&mut self, instance: &Arc<dyn AnyInstance>) -> bool {
        let (session, base, deleting) = {
            let state = lock(instance.state());
            (state.session.upgrade(), state.base, state.deleting)
        };
        if !session.is_some_and(|session| self.is_shared(&session)) {
            return false;
        }
        self.identity.unregister(instance, base);
        // The lists of the next flush may have it still: to search them for each would be slow, and the flush skips what is not in.
        if deleting {
            self.deleting.retain(|other| !Arc::ptr_eq(other, instance));
        }
        let mut state = lock(instance.state());
        state.belong_to(Weak::new());
        state.queued = false;
        state.deleting = false;
        state.journaled = 0;
        state.lifecycle = if state.is_new() { Lifecycle::Transient } else { Lifecycle::Detached };
        true
    }

    /// Takes all instances out of the session.
    pub fn expunge_all(&mut self) {
        self.enter_returning();
        self.returned.clear();
        for instance in self.identity.take_all() {
            let mut state = lock(instance.state());
            state.belong_to(Weak::new());
            state.queued = false;
            state.deleting = false;
            state.journaled = 0;
            state.lifecycle = Lifecycle::Detached;
        }
        let new = {
            let mut queues = self.shared.queues();
            queues.dirty.clear();
            queues.refused.clear();
            std::mem::take(&mut queues.new)
        };
        for instance in new.iter().filter(|instance| self.shared.owns(instance)) {
            let mut state = lock(instance.state());
            state.belong_to(Weak::new());
            state.lifecycle = Lifecycle::Transient;
        }
        self.deleting.clear();
    }
}
