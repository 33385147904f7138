//! [`Owner`]: the instance that a container belongs to, and the relationship that the container is.

use std::sync::{Arc, Weak};

use orm_core::error::NotLoaded;
use orm_core::relationship::RelationshipDef;

use crate::instance::{AnyInstance, Cell, inverse_cell, lock, mark_dirty};

#[derive(Clone)]
pub(super) struct Owner {
    instance: Weak<dyn AnyInstance>,
    definition: &'static RelationshipDef,
}

impl Owner {
    pub(super) fn new(instance: &Weak<dyn AnyInstance>, definition: &'static RelationshipDef) -> Self {
        Owner { instance: instance.clone(), definition }
    }

    pub(super) fn instance(&self) -> Option<Arc<dyn AnyInstance>> {
        self.instance.upgrade()
    }

    /// The relationship.
    pub(super) fn definition(&self) -> &'static RelationshipDef {
        self.definition
    }

    /// Whether the owner has no row yet: what is not there does not exist.
    pub(super) fn is_new(&self) -> bool {
        self.instance().is_some_and(|instance| lock(instance.state()).is_new())
    }

    /// The container on the other side, in a related instance.
    pub(super) fn inverse<'i>(&self, related: &'i Arc<dyn AnyInstance>) -> Option<&'i dyn Cell> {
        inverse_cell(related, self.definition.back_populates)
    }

    /// After a change that brought in `added`: the owner must be flushed, and its session takes in what is new.
    pub(super) fn changed(&self, added: Option<&Arc<dyn AnyInstance>>) {
        if self.definition.viewonly {
            return;
        }
        let Some(instance) = self.instance() else { return };
        mark_dirty(&instance);
        let Some(added) = added.filter(|_| self.definition.cascade.save_update) else { return };
        let session = lock(instance.state()).session.upgrade();
        if let Some(session) = session {
            session.attach(added);
        }
    }
}

/// The error of reading a container that is not loaded.
pub(super) fn not_loaded(owner: Option<&Owner>) -> NotLoaded {
    match owner {
        Some(owner) => NotLoaded { model: owner.definition.owner, relationship: owner.definition.name },
        // A plain value from Core, or a builder's: no session has seen it.
        None => NotLoaded::DETACHED,
    }
}
