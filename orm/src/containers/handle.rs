//! [`Handle`]: the field's way to its cell, which is made when it is first needed.

use std::sync::{Arc, OnceLock};

/// A cell that all versions of an instance share.
pub(super) struct Handle<C>(OnceLock<Arc<C>>);

impl<C: Default> Handle<C> {
    /// Of a cell that has something to begin with.
    pub(super) fn of(cell: C) -> Self {
        Handle(OnceLock::from(Arc::new(cell)))
    }

    pub(super) fn cell(&self) -> &Arc<C> {
        self.0.get_or_init(Arc::default)
    }

    /// The same cell, for the next version of its instance.
    pub(super) fn share(&self) -> Self {
        Handle(OnceLock::from(self.cell().clone()))
    }

    /// The cell, if there is one already.
    pub(super) fn get(&self) -> Option<&Arc<C>> {
        self.0.get()
    }
}

impl<C> Default for Handle<C> {
    fn default() -> Self {
        Handle(OnceLock::new())
    }
}
