//! The instances of a [`View`], with their types.

use std::sync::Arc;

use crate::instance::{Instance, Model, typed_all};
use crate::unit_of_work::View;

impl View {
    /// Whether an instance is among them.
    pub fn contains<M: Model>(&self, instance: &Instance<M>) -> bool {
        let instance = instance.erase();
        self.instances.iter().any(|other| Arc::ptr_eq(other, &instance))
    }

    /// Those of one model.
    pub fn of<M: Model>(&self, _entity: orm_core::Entity<M>) -> Vec<Instance<M>> {
        typed_all(self.instances.clone())
    }
}
