//! [`IdentityMap`]: one instance per row.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::instance::Instance;
use crate::model::Model;

/// The instances of one model, by primary key.
pub type ModelMap<M> = HashMap<<M as orm_core::Mapped>::Key, Instance<M>, RandomState>;

/// All instances of a session that have a row, by model and primary key.
#[derive(Default)]
pub struct IdentityMap {
    models: HashMap<TypeId, Box<dyn Any + Send + Sync>, RandomState>,
}

impl IdentityMap {
    /// The instances of model `M`.
    pub(crate) fn of<M: Model>(&mut self) -> &mut ModelMap<M> {
        let map = self.models.entry(TypeId::of::<M>()).or_insert_with(|| Box::new(ModelMap::<M>::default()));
        // The entry of a type is only ever a map of that type.
        if !map.is::<ModelMap<M>>() {
            *map = Box::new(ModelMap::<M>::default());
        }
        match map.downcast_mut() {
            Some(map) => map,
            None => unreachable!("replaced above"),
        }
    }

    /// Forgets all instances.
    pub(crate) fn clear(&mut self) {
        self.models.clear();
    }
}
