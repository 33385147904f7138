//! [`Siblings`]: the instances of one model that one query loaded. What one of them lacks is loaded for all.

use std::sync::{Arc, Mutex, Weak};

use super::{AnyInstance, Instances, lock};

/// The instances of one model that came from the same query.
#[derive(Default)]
pub(crate) struct Siblings {
    members: Mutex<Vec<Weak<dyn AnyInstance>>>,
}

impl Siblings {
    /// Those that are still there.
    pub(crate) fn members(&self) -> Instances {
        lock(&self.members).iter().filter_map(Weak::upgrade).collect()
    }

    /// Makes an instance one of them, and of no others.
    pub(crate) fn join(self: &Arc<Self>, instance: &Arc<dyn AnyInstance>) {
        let mut state = lock(instance.state());
        if state.siblings.as_ref().is_some_and(|known| Arc::ptr_eq(known, self)) {
            return;
        }
        lock(&self.members).push(Arc::downgrade(instance));
        state.siblings = Some(self.clone());
    }
}
