//! [`IdentityMap`]: one instance per row.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use orm_core::schema::Table;

use crate::instance::{AnyInstance, Instance};
use crate::model::Model;

/// The instances of one model, by primary key.
pub type ModelMap<M> = HashMap<<M as orm_core::Mapped>::Key, Instance<M>, RandomState>;

/// All instances of a session that have a row, by model and primary key.
#[doc(hidden)]
#[derive(Default)]
pub struct IdentityMap {
    models: HashMap<TypeId, Box<dyn AnyModelMap>, RandomState>,
}

/// The map of one model, without its type.
trait AnyModelMap: Any + Send + Sync {
    /// The table, unless the map is empty.
    fn table(&self) -> Option<&'static Table>;
    fn instances(&self) -> Vec<Arc<dyn AnyInstance>>;
}

impl<M: Model> AnyModelMap for ModelMap<M> {
    fn table(&self) -> Option<&'static Table> {
        (!self.is_empty()).then(M::table)
    }

    fn instances(&self) -> Vec<Arc<dyn AnyInstance>> {
        self.values().map(Instance::erase).collect()
    }
}

impl IdentityMap {
    /// The instances of model `M`.
    pub(crate) fn of<M: Model>(&mut self) -> &mut ModelMap<M> {
        let map: &mut dyn Any =
            &mut **self.models.entry(TypeId::of::<M>()).or_insert_with(|| Box::new(ModelMap::<M>::default()));
        match map.downcast_mut() {
            Some(map) => map,
            None => unreachable!("the entry of a model is its map"),
        }
    }

    /// The tables of which there are instances.
    pub(crate) fn tables(&self) -> Vec<&'static Table> {
        self.models.values().filter_map(|map| map.table()).collect()
    }

    /// All instances.
    pub(crate) fn all(&self) -> Vec<Arc<dyn AnyInstance>> {
        self.models.values().flat_map(|map| map.instances()).collect()
    }

    /// Forgets all instances, and returns them.
    pub(crate) fn take_all(&mut self) -> Vec<Arc<dyn AnyInstance>> {
        self.models.drain().flat_map(|(_, map)| map.instances()).collect()
    }
}
