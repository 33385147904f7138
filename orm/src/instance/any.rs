//! [`AnyInstance`]: an instance whose model is not known statically. The unit of work handles all models through it.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex, Weak};

use orm_core::model::{ColumnSet, ColumnValue};
use orm_core::row::Row;
use orm_core::schema::Table;
use orm_core::{Columns, Mapped, Result, Value};

use super::{Inner, Instance, State, changed_between, lock, still_unset};
use crate::containers::{Cell, Container};
use crate::loading::BoxFuture;
use crate::model::Model;
use crate::session::{IdentityMap, Session, by_keys};

/// An instance behind a trait object. Not meant to be called by users of this crate.
#[doc(hidden)]
pub trait AnyInstance: Send + Sync {
    /// The instance as `Any`.
    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
    /// The model's type.
    fn model_type(&self) -> TypeId;
    /// The model's table.
    fn table(&self) -> &'static Table;
    /// State beside the versions.
    fn state(&self) -> &Mutex<State>;
    /// Index of the newest version.
    fn current(&self) -> usize;
    /// The version at an index.
    fn version(&self, index: usize) -> &dyn Columns;
    /// A copy of the newest version, to be changed and published.
    fn draft(&self) -> Box<dyn Columns>;
    /// A copy of the version at an index.
    fn draft_of(&self, index: usize) -> Box<dyn Columns>;
    /// Appends a version; one of another model is ignored.
    fn publish(&self, draft: Box<dyn Columns>);
    /// Appends a version that was made from the one at `origin`, and returns its index. What others have published since stays on top of
    /// it, in one more version.
    fn publish_from(&self, origin: usize, draft: Box<dyn Columns>) -> usize;
    /// A relationship container.
    fn container(&self, index: usize) -> Option<&dyn Cell>;
    /// Enters the instance into the identity map, under the key of its newest version.
    fn register(self: Arc<Self>, map: &mut IdentityMap) {
        let version = self.current();
        self.register_at(map, version);
    }
    /// Enters the instance into the identity map, under the key of the version at an index.
    fn register_at(self: Arc<Self>, map: &mut IdentityMap, version: usize);
    /// The instance that the identity map has under the key of this one's newest version.
    fn namesake(&self, map: &mut IdentityMap) -> Option<Arc<dyn AnyInstance>>;
    /// Takes the instance out of the identity map, by the key of the version at an index.
    fn unregister(&self, map: &mut IdentityMap, version: usize);
    /// A new instance with the same columns, and relationships of its own that nothing is known of.
    ///
    /// # Errors
    /// When a column does not take its own value.
    fn twin(&self) -> Result<Arc<dyn AnyInstance>>;
    /// Selects instances of the same model by their keys.
    fn select<'s>(&self, session: &'s mut Session, keys: Vec<Vec<Value>>) -> BoxFuture<'s, Result<Instances>>;
    /// What frees the instance's old versions, once only the identity map holds it; `None` if there are none.
    fn compaction(&self) -> Option<Compaction>;
}

/// Frees the old versions of an instance that only the identity map holds.
#[doc(hidden)]
pub type Compaction = Box<dyn FnOnce(&mut IdentityMap) + Send>;

/// Instances of any models.
pub(crate) type Instances = Vec<Arc<dyn AnyInstance>>;

impl dyn AnyInstance {
    /// The newest version.
    pub(crate) fn latest(&self) -> &dyn Columns {
        self.version(self.current())
    }

    /// The value of a column in the newest version.
    pub(crate) fn value(&self, column: usize) -> Option<Value> {
        self.latest().column(column).map(ColumnValue::to_value)
    }

    /// The values of the primary key in a version.
    pub(crate) fn key_at(&self, version: usize) -> Vec<Value> {
        let columns = self.version(version);
        self.table().primary_key().iter().filter_map(|&index| columns.column(index)).map(|v| v.to_value()).collect()
    }

    /// The relationship containers, in order.
    pub(crate) fn containers(&self) -> impl Iterator<Item = &dyn Cell> {
        (0..self.table().relationships.len()).filter_map(|index| self.container(index))
    }

    /// The instance with its type, if it is an `M`.
    pub(crate) fn downcast<M: Model>(self: Arc<Self>) -> Option<Instance<M>> {
        self.into_any().downcast::<Inner<M>>().ok().map(Instance::from_inner)
    }
}

/// The address of an instance: its identity among all.
pub(crate) fn address(instance: &Arc<dyn AnyInstance>) -> usize {
    Arc::as_ptr(instance).cast::<()>() as usize
}

/// Puts a persistent instance on its session's list of changed ones.
pub(crate) fn mark_dirty(instance: &Arc<dyn AnyInstance>) {
    let session = {
        let mut state = lock(instance.state());
        if state.queued || state.is_new() {
            return;
        }
        let Some(session) = state.session.upgrade() else { return };
        state.queued = true;
        session
    };
    session.enqueue_dirty(instance.clone());
}

impl<M: Model> Inner<M> {
    /// Ties the relationship containers to this instance.
    pub(super) fn bind(self: &Arc<Self>) {
        let relationships = &M::table().relationships;
        if relationships.is_empty() {
            return;
        }
        let owner: Weak<dyn AnyInstance> = Arc::downgrade(&(self.clone() as Arc<dyn AnyInstance>));
        for (index, definition) in relationships.iter().enumerate() {
            if let Some(container) = self.versions.first().container(index) {
                container.cell().bind(&owner, definition);
            }
        }
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &dyn Cell> {
        (0..M::table().relationships.len()).filter_map(|index| AnyInstance::container(self, index))
    }
}

/// For refreshing a row in place.
impl<M: Model> Inner<M> {
    /// A copy of the newest version.
    pub(crate) fn next_version(&self) -> M {
        self.versions.latest().share()
    }

    /// Appends a version.
    pub(crate) fn append(&self, version: M) {
        let _writer = lock(&self.state);
        self.versions.push(version);
    }
}

impl<M: Model> AnyInstance for Inner<M> {
    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }

    fn model_type(&self) -> TypeId {
        TypeId::of::<M>()
    }

    fn table(&self) -> &'static Table {
        M::table()
    }

    fn state(&self) -> &Mutex<State> {
        &self.state
    }

    fn current(&self) -> usize {
        self.versions.current()
    }

    fn version(&self, index: usize) -> &dyn Columns {
        self.versions.get(index)
    }

    fn draft(&self) -> Box<dyn Columns> {
        Box::new(self.versions.latest().share())
    }

    fn draft_of(&self, index: usize) -> Box<dyn Columns> {
        Box::new(self.versions.get(index).share())
    }

    fn publish(&self, draft: Box<dyn Columns>) {
        let draft: Box<dyn Any> = draft;
        if let Ok(draft) = draft.downcast::<M>() {
            let _writer = lock(&self.state);
            self.versions.push(*draft);
        }
    }

    fn publish_from(&self, origin: usize, draft: Box<dyn Columns>) -> usize {
        let draft: Box<dyn Any> = draft;
        let Ok(draft) = draft.downcast::<M>() else { return origin };
        // Held throughout: nobody publishes in between.
        let _writer = lock(&self.state);
        let latest = self.versions.current();
        let newer = changed_between(self, origin, latest);
        let on_top = (!newer.is_empty()).then(|| {
            let mut next = draft.share();
            for index in newer.iter() {
                if let (Some(field), Some(value)) =
                    (Columns::column_mut(&mut next, index), Columns::column(self.versions.get(latest), index))
                {
                    field.assign(value);
                }
            }
            next
        });
        self.versions.push(*draft);
        let published = self.versions.current();
        if let Some(next) = on_top {
            self.versions.push(next);
        }
        published
    }

    fn container(&self, index: usize) -> Option<&dyn Cell> {
        self.versions.first().container(index).map(Container::cell)
    }

    fn register_at(self: Arc<Self>, map: &mut IdentityMap, version: usize) {
        let key = <M as Mapped>::key(self.versions.get(version));
        map.of::<M>().insert(key, Instance(self));
    }

    fn namesake(&self, map: &mut IdentityMap) -> Option<Arc<dyn AnyInstance>> {
        map.of::<M>().get(&self.versions.latest().key()).map(Instance::erase)
    }

    fn unregister(&self, map: &mut IdentityMap, version: usize) {
        let map = map.of::<M>();
        let key = <M as Mapped>::key(self.versions.get(version));
        if map.get(&key).is_some_and(|instance| std::ptr::eq(&*instance.0, self)) {
            map.remove(&key);
        }
    }

    fn twin(&self) -> Result<Arc<dyn AnyInstance>> {
        let latest = self.versions.latest();
        let columns = (0..M::table().columns.len()).filter_map(|index| latest.column(index));
        let mut model = M::decode(&Row::new([], columns.map(ColumnValue::to_value).collect()), 0)?;
        for index in 0..M::table().columns.len() {
            // A value may lose something on its way through the database's types: take it as it is.
            if let (Some(field), Some(value)) = (model.column_mut(index), latest.column(index)) {
                field.assign(value);
            }
        }
        let (unset, omitted) = {
            let state = lock(&self.state);
            let first = self.versions.first();
            let still = |columns| if state.is_new() { still_unset(columns, first, latest) } else { ColumnSet::EMPTY };
            (still(&state.unset), still(&state.omitted))
        };
        Ok(Instance::loaded(model, State { omitted, ..State::transient(unset) }).erase())
    }

    fn select<'s>(&self, session: &'s mut Session, keys: Vec<Vec<Value>>) -> BoxFuture<'s, Result<Instances>> {
        Box::pin(by_keys::<M>(session, keys))
    }

    fn compaction(&self) -> Option<Compaction> {
        if self.versions.current() == 0 {
            return None;
        }
        let key = self.versions.latest().key();
        Some(Box::new(move |map| {
            if let Some(instance) = map.of::<M>().get_mut(&key) {
                instance.compact();
            }
        }))
    }
}
