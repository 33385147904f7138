//! Guards of `edit()` that are open: what they change is not there yet, and whatever is written meanwhile would leave it out.

use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use super::flush::show_key;
use crate::instance::{AnyInstance, lock};

impl Session {
    /// Refuses to write while a guard is open on an instance of the session.
    pub(crate) fn no_open_edits(&self) -> Result<()> {
        if !self.shared.is_being_edited() {
            return Ok(());
        }
        match self.being_edited() {
            Some(instance) => Err(still_open(&*instance)),
            // It was closed meanwhile, in another task.
            None => Ok(()),
        }
    }

    /// An instance on which a guard is open. Only looked for when there is one.
    fn being_edited(&self) -> Option<Arc<dyn AnyInstance>> {
        let queued = {
            let queues = self.shared.queues();
            [&queues.new[..], &queues.dirty, &queues.returning].concat()
        };
        let others = self.flushing.iter().chain(&self.deleting).chain(self.journal.instances()).cloned();
        let mut all = self.identity.all().into_iter().chain(queued).chain(others);
        all.find(|instance| self.shared.owns(instance) && lock(instance.state()).is_being_edited())
    }
}

fn still_open(instance: &dyn AnyInstance) -> Error {
    let model = &instance.table().model;
    let (is_new, base) = {
        let state = lock(instance.state());
        (state.is_new(), state.base)
    };
    let which =
        if is_new { format!("a new `{model}`") } else { format!("`{model}` {}", show_key(&instance.key_at(base))) };
    Error::InvalidState(format!(
        "an `edit()` of {which} is still open: drop the guard first (let its scope end, or `drop(..)` it), or its changes would be left out"
    ))
}
