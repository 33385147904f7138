//! An instance is new again.

use std::sync::Arc;

use orm_core::model::ColumnSet;
use orm_core::{Error, Result};

use super::Session;
use crate::instance::{AnyInstance, Cell, Lifecycle, lock};

impl Session {
    pub(crate) fn renew(&mut self, instance: &Arc<dyn AnyInstance>) -> Result<()> {
        if self.shared.is_elsewhere(instance) {
            let model = &instance.table().model;
            let message = format!("this `{model}` belongs to another session; expunge it there first");
            return Err(Error::InvalidState(message));
        }
        self.expunge_one(instance);
        {
            let mut state = lock(instance.state());
            if !state.is_new() {
                state.unset = ColumnSet::EMPTY;
                state.omitted = ColumnSet::EMPTY;
            }
            state.lifecycle = Lifecycle::Transient;
            state.base = instance.current();
            state.expelled = true;
            state.expired = false;
        }
        instance.containers().for_each(Cell::renew);
        Ok(())
    }
}
