//! [`IdentityMap`]: one instance per row.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use foldhash::fast::RandomState;
use orm_core::error::DecodeError;
use orm_core::model::Key;
use orm_core::row::RowReader;
use orm_core::schema::{ForeignKey, ReferentialAction, Table};

use crate::instance::{AnyInstance, Inner, Instance, Instances};
use crate::model::Model;

/// The instances of one model, by primary key.
pub struct ModelMap<M: Model> {
    held: HashMap<M::Key, Instance<M>, RandomState>,
    /// Instances that a stream gave away: the session does not keep them, but knows them while somebody does.
    streamed: HashMap<M::Key, Weak<Inner<M>>, RandomState>,
    /// How many streamed ones there may be before those that are gone are swept out.
    sweep_at: usize,
}

/// The least number of streamed instances to be swept.
const SWEEP: usize = 256;

impl<M: Model> Default for ModelMap<M> {
    fn default() -> Self {
        ModelMap { held: HashMap::default(), streamed: HashMap::default(), sweep_at: SWEEP }
    }
}

impl<M: Model> ModelMap<M> {
    /// The instance with a key. One that was streamed is held from now on.
    pub(crate) fn get(&mut self, key: &M::Key) -> Option<&Instance<M>> {
        if let Some(instance) = self.take_streamed(key) {
            instance.state().streamed = false;
            self.held.insert(key.clone(), instance);
        }
        self.held.get(key)
    }

    /// The instance with a key, and the right to be its only holder.
    pub(crate) fn get_mut(&mut self, key: &M::Key) -> Option<&mut Instance<M>> {
        self.held.get_mut(key)
    }

    /// Holds an instance.
    pub(crate) fn insert(&mut self, key: M::Key, instance: Instance<M>) {
        self.streamed.remove(&key);
        self.held.insert(key, instance);
    }

    /// Lets an instance go.
    pub(crate) fn remove(&mut self, key: &M::Key) {
        self.streamed.remove(key);
        self.held.remove(key);
    }

    /// The instance with a key, as a stream gives it away: held by nobody here that did not hold it before.
    pub(super) fn peek(&self, key: &M::Key) -> Option<Instance<M>> {
        let streamed = || self.streamed.get(key)?.upgrade().map(Instance::from_inner);
        self.held.get(key).cloned().or_else(streamed)
    }

    /// Knows an instance without holding it.
    pub(super) fn insert_streamed(&mut self, key: M::Key, instance: &Instance<M>) {
        if self.streamed.len() >= self.sweep_at {
            self.streamed.retain(|_, instance| instance.strong_count() > 0);
            self.sweep_at = SWEEP.max(2 * self.streamed.len());
        }
        self.streamed.insert(key, instance.downgrade());
    }

    fn take_streamed(&mut self, key: &M::Key) -> Option<Instance<M>> {
        if self.streamed.is_empty() {
            return None;
        }
        self.streamed.remove(key)?.upgrade().map(Instance::from_inner)
    }
}

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
    fn by_key(&self, row: &dyn RowReader) -> Result<Option<Arc<dyn AnyInstance>>, DecodeError>;
}

impl<M: Model> AnyModelMap for ModelMap<M> {
    fn table(&self) -> Option<&'static Table> {
        (!self.held.is_empty() || !self.streamed.is_empty()).then(M::table)
    }

    fn instances(&self) -> Vec<Arc<dyn AnyInstance>> {
        let streamed = self.streamed.values().filter_map(Weak::upgrade).map(|inner| inner as Arc<dyn AnyInstance>);
        self.held.values().map(Instance::erase).chain(streamed).collect()
    }

    fn by_key(&self, row: &dyn RowReader) -> Result<Option<Arc<dyn AnyInstance>>, DecodeError> {
        let columns: Vec<usize> = (0..M::table().primary_key().len()).collect();
        Ok(self.peek(&M::Key::read(row, 0, &columns)?).map(|instance| instance.erase()))
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

    /// The instances that are rows of a table.
    pub(crate) fn of_table(&self, table: &Table) -> Instances {
        self.of_tables(|other| is_same(other, table))
    }

    /// The instances that are rows of some tables.
    pub(crate) fn of_tables(&self, wanted: impl Fn(&Table) -> bool) -> Instances {
        let maps = self.models.values().filter(|map| map.table().is_some_and(&wanted));
        maps.flat_map(|map| map.instances()).collect()
    }

    /// The instance of a table whose primary key is in the first columns of a row.
    pub(crate) fn by_key(
        &self,
        table: &Table,
        row: &dyn RowReader,
    ) -> Result<Option<Arc<dyn AnyInstance>>, DecodeError> {
        let map = self.models.values().find(|map| map.table().is_some_and(|other| is_same(other, table)));
        map.map_or(Ok(None), |map| map.by_key(row))
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
pub(super) fn is_same(a: &Table, b: &Table) -> bool {
    a.name == b.name && a.schema == b.schema
}
