//! Instances come in: new ones, and detached ones that come back.

use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use crate::instance::{AnyInstance, Instances, Lifecycle, lock};

impl Session {
    pub(crate) fn take_in(&mut self, instance: &Arc<dyn AnyInstance>) {
        self.undelete(instance);
        self.shared.attach(instance);
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
    /// Enters instances into the identity map, unless the session has others of the same rows.
    pub(crate) fn enter(&mut self, instances: Instances) -> Result<()> {
        let mut refused = None;
        for instance in instances {
            match self.identity.namesake(&instance) {
                Some(known) if !Arc::ptr_eq(&known, &instance) => {
                    self.expunge_one(&instance);
                    refused.get_or_insert(instance);
                }
                _ => self.identity.register(&instance),
            }
        }
        let Some(instance) = refused else { return Ok(()) };
        let key: Vec<String> = instance.key_at(instance.current()).iter().map(ToString::to_string).collect();
        Err(Error::InvalidState(format!(
            "another `{}` with key {} is already in the session: `merge` this one instead",
            instance.table().model,
            key.join(", ")
        )))
    }
}
