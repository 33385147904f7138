//! Listeners to states: what a flush, a commit or a rollback made of instances.

use std::collections::HashSet;
use std::sync::Arc;

use crate::instance::{AnyInstance, Lifecycle, address, lock};
use crate::unit_of_work::Session;

/// Instances and the states that they were in.
pub(crate) type Watched = Vec<(Arc<dyn AnyInstance>, Lifecycle)>;

impl Session {
    /// Notes the states of instances, if anyone listens.
    pub(crate) fn watch<'i>(&self, instances: impl Iterator<Item = &'i Arc<dyn AnyInstance>>) -> Watched {
        if self.heard().iter().all(|listeners| listeners.transitions.is_empty()) {
            return Watched::new();
        }
        let mut seen = HashSet::new();
        let different = instances.filter(|instance| seen.insert(address(instance)));
        different.map(|instance| (instance.clone(), lock(instance.state()).lifecycle)).collect()
    }

    /// Notes the states of all that a rollback concerns.
    pub(crate) fn watch_rollback(&self) -> Watched {
        let new = self.shared.queues().new.clone();
        let ours = new.iter().chain(&self.flushing).filter(|instance| self.shared.owns(instance));
        self.watch(ours.chain(self.journal.instances()))
    }

    /// Tells of those that are in another state now.
    pub(crate) fn tell_transitions(&self, watched: Watched) {
        if watched.is_empty() {
            return;
        }
        let heard = self.heard();
        for (instance, from) in watched {
            let to = lock(instance.state()).lifecycle;
            if from == to {
                continue;
            }
            for listeners in heard.iter() {
                for listener in listeners.transitions.get(&instance.model_type()).into_iter().flatten() {
                    listener(&instance, from, to);
                }
            }
        }
    }
}
