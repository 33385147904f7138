//! [`IdentityMap`]: one instance per row.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use foldhash::fast::RandomState;
use orm_core::error::DecodeError;
use orm_core::model::IdentityKey;
use orm_core::row::RowReader;
use orm_core::schema::{ForeignKey, ReferentialAction, Table};

use crate::instance::{AnyInstance, Instances, Mapper, lock};

/// The instances of one model, by primary key.
pub(crate) struct ModelMap {
    mapper: &'static Mapper,
    held: HashMap<IdentityKey, Arc<dyn AnyInstance>, RandomState>,
    /// Instances that a stream gave away: the session does not keep them, but knows them while somebody does.
    streamed: HashMap<IdentityKey, Weak<dyn AnyInstance>, RandomState>,
    /// How many streamed ones there may be before those that are gone are swept out.
    sweep_at: usize,
}

/// The least number of streamed instances to be swept.
const SWEEP: usize = 256;

impl ModelMap {
    fn new(mapper: &'static Mapper) -> Self {
        ModelMap { mapper, held: HashMap::default(), streamed: HashMap::default(), sweep_at: SWEEP }
    }

    /// The instance with a key. One that was streamed is held from now on.
    pub(crate) fn get(&mut self, key: &IdentityKey) -> Option<&Arc<dyn AnyInstance>> {
        if let Some(instance) = self.take_streamed(key) {
            lock(instance.state()).streamed = false;
            self.held.insert(key.clone(), instance);
        }
        self.held.get(key)
    }

    /// The instance with a key, and the right to be its only holder.
    pub(crate) fn get_mut(&mut self, key: &IdentityKey) -> Option<&mut Arc<dyn AnyInstance>> {
        self.held.get_mut(key)
    }

    /// Holds an instance.
    pub(crate) fn insert(&mut self, key: IdentityKey, instance: Arc<dyn AnyInstance>) {
        if !self.streamed.is_empty() {
            self.streamed.remove(&key);
        }
        self.held.insert(key, instance);
    }

    /// Lets an instance go.
    pub(crate) fn remove(&mut self, key: &IdentityKey) {
        self.streamed.remove(key);
        self.held.remove(key);
    }

    /// The instance with a key, as a stream gives it away: held by nobody here that did not hold it before.
    pub(crate) fn peek(&self, key: &IdentityKey) -> Option<Arc<dyn AnyInstance>> {
        let streamed = || self.streamed.get(key)?.upgrade();
        self.held.get(key).cloned().or_else(streamed)
    }

    /// Knows an instance without holding it.
    pub(crate) fn insert_streamed(&mut self, key: IdentityKey, instance: &Arc<dyn AnyInstance>) {
        if self.streamed.len() >= self.sweep_at {
            self.streamed.retain(|_, instance| instance.strong_count() > 0);
            self.sweep_at = SWEEP.max(2 * self.streamed.len());
        }
        self.streamed.insert(key, Arc::downgrade(instance));
    }

    fn take_streamed(&mut self, key: &IdentityKey) -> Option<Arc<dyn AnyInstance>> {
        if self.streamed.is_empty() {
            return None;
        }
        self.streamed.remove(key)?.upgrade()
    }

    /// The table, unless the map is empty.
    fn table(&self) -> Option<&'static Table> {
        (!self.held.is_empty() || !self.streamed.is_empty()).then(|| self.mapper.table())
    }

    fn instances(&self) -> Instances {
        self.held.values().cloned().chain(self.streamed.values().filter_map(Weak::upgrade)).collect()
    }
}

/// All instances of a session that have a row, by model and primary key.
#[doc(hidden)]
#[derive(Default)]
pub struct IdentityMap {
    models: HashMap<TypeId, ModelMap, RandomState>,
}

impl IdentityMap {
    /// The instances of a model.
    pub(crate) fn of(&mut self, mapper: &'static Mapper) -> &mut ModelMap {
        self.models.entry(mapper.model()).or_insert_with(|| ModelMap::new(mapper))
    }

    /// Enters an instance under the key of its newest version.
    pub(crate) fn register(&mut self, instance: &Arc<dyn AnyInstance>) {
        self.register_at(instance, instance.current());
    }

    /// Enters an instance under the key of the version at an index.
    pub(crate) fn register_at(&mut self, instance: &Arc<dyn AnyInstance>, version: usize) {
        self.of(instance.mapper()).insert(instance.identity_at(version), instance.clone());
    }

    /// Takes an instance out, by the key of the version at an index.
    pub(crate) fn unregister(&mut self, instance: &Arc<dyn AnyInstance>, version: usize) {
        let map = self.of(instance.mapper());
        let key = instance.identity_at(version);
        if map.get(&key).is_some_and(|known| Arc::ptr_eq(known, instance)) {
            map.remove(&key);
        }
    }

    /// The instance with the key of another one's newest version.
    pub(crate) fn namesake(&mut self, instance: &Arc<dyn AnyInstance>) -> Option<Arc<dyn AnyInstance>> {
        self.namesake_at(instance, instance.current())
    }

    /// The instance with the key of a version of another one.
    pub(crate) fn namesake_at(
        &mut self,
        instance: &Arc<dyn AnyInstance>,
        version: usize,
    ) -> Option<Arc<dyn AnyInstance>> {
        self.of(instance.mapper()).get(&instance.identity_at(version)).cloned()
    }

    /// The tables of which there are instances.
    pub(crate) fn tables(&self) -> Vec<&'static Table> {
        self.models.values().filter_map(|map| map.table()).collect()
    }

    /// All instances.
    pub(crate) fn all(&self) -> Vec<Arc<dyn AnyInstance>> {
        self.models.values().flat_map(|map| map.instances()).collect()
    }

    /// The instances that are rows of a table.
    pub(crate) fn of_table(&self, table: &Table) -> Instances {
        self.of_tables(|other| is_same(other, table))
    }

    /// The instances that are rows of some tables.
    pub(crate) fn of_tables(&self, wanted: impl Fn(&Table) -> bool) -> Instances {
        let maps = self.models.values().filter(|map| map.table().is_some_and(&wanted));
        maps.flat_map(|map| map.instances()).collect()
    }

    /// The instance of a table with a primary key, whose values are in the first columns of a row.
    pub(crate) fn by_key(
        &self,
        table: &Table,
        row: &dyn RowReader,
    ) -> Result<Option<Arc<dyn AnyInstance>>, DecodeError> {
        let map = self.models.values().find(|map| map.table().is_some_and(|other| is_same(other, table)));
        map.map_or(Ok(None), |map| Ok(map.peek(&map.mapper.key(row)?)))
    }

    /// The foreign keys to a table by which the database changes or deletes rows when one of the table is deleted.
    pub(crate) fn referencing(&self, table: &Table) -> Vec<(&'static Table, &'static ForeignKey)> {
        use ReferentialAction::{Cascade, SetDefault, SetNull};
        let keys = self.tables().into_iter().flat_map(|child| child.foreign_keys.iter().map(move |key| (child, key)));
        keys.filter(|(_, key)| key.references(table) && matches!(key.on_delete, Some(Cascade | SetNull | SetDefault)))
            .collect()
    }

    /// Forgets all instances, and returns them.
    pub(crate) fn take_all(&mut self) -> Vec<Arc<dyn AnyInstance>> {
        self.models.drain().flat_map(|(_, map)| map.instances()).collect()
    }
}

/// Whether both are the same table of the database.
pub(crate) fn is_same(a: &Table, b: &Table) -> bool {
    a.name == b.name && a.schema == b.schema
}
