//! Instances come in: new ones, and detached ones that come back.

use std::sync::Arc;

use orm_core::Error;

use super::Session;
use super::flush::show_key;
use crate::instance::{AnyInstance, Instances, Lifecycle, lock};

impl Session {
    pub(crate) fn take_in(&mut self, instance: &Arc<dyn AnyInstance>) {
        self.undelete(instance);
        self.shared.attach(instance);
        self.enter_returning();
        if lock(instance.state()).effective() == Lifecycle::Deleted {
            let model = &instance.table().model;
            let message = format!(
                "this `{model}` has been deleted in this transaction: roll back, or call `make_transient` to insert it anew"
            );
            self.shared.queues().refused.push(Error::InvalidState(message));
        }
    }

    /// An instance to be deleted that is added again is not deleted, nor is what its relationships lead to and whose cascade says so.
    fn undelete(&mut self, instance: &Arc<dyn AnyInstance>) {
        let mut open = vec![instance.clone()];
        let mut undeleted = false;
        while let Some(instance) = open.pop() {
            {
                let mut state = lock(instance.state());
                if !state.deleting || state.lifecycle != Lifecycle::Persistent {
                    continue;
                }
                state.deleting = false;
            }
            undeleted = true;
            for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
                if definition.cascade.save_update {
                    open.extend(cell.targets());
                }
            }
        }
        if undeleted {
            self.deleting.retain(|instance| lock(instance.state()).deleting);
        }
    }
}

impl Session {
    /// Enters detached instances that came in into the identity map, unless the session has others of the same rows: the next flush says so.
    pub(crate) fn enter_returning(&mut self) {
        let returning = std::mem::take(&mut self.shared.queues().returning);
        for instance in returning.into_iter().filter(|instance| self.shared.owns(instance)).collect::<Instances>() {
            let base = lock(instance.state()).base;
            match self.identity.namesake_at(&instance, base) {
                Some(known) if !Arc::ptr_eq(&known, &instance) => {
                    self.expunge_one(&instance);
                    let error = already_there(&instance, base);
                    self.shared.queues().refused.push(error);
                }
                Some(_) => {}
                None => {
                    self.identity.register_at(&instance, base);
                    self.returned.push(instance);
                }
            }
        }
    }
}

fn already_there(instance: &Arc<dyn AnyInstance>, base: usize) -> Error {
    let model = &instance.table().model;
    let key = show_key(&instance.key_at(base));
    Error::InvalidState(format!("another `{model}` with key {key} is already in the session: `merge` this one instead"))
}
