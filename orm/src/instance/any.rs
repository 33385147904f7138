//! [`AnyInstance`]: an instance whose model is not known statically. The unit of work handles all models through it.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex, Weak};

use orm_core::model::{ColumnSet, ColumnValue, IdentityKey};
use orm_core::row::Row;
use orm_core::schema::Table;
use orm_core::{Columns, Result, Value};

use super::{Cell, Container, Head, Inner, Instance, Mapper, Model, State, changed_between, lock, still_unset};

/// An instance behind a trait object. Not meant to be called by users of this crate.
#[doc(hidden)]
pub trait AnyInstance: Any + Send + Sync {
    /// The model.
    fn mapper(&self) -> &'static Mapper;
    /// All that is no column.
    fn head(&self) -> &Head;
    /// The first version.
    fn first(&self) -> &dyn Columns;
    /// A relationship container.
    fn relation(&self, index: usize) -> Option<&dyn Container>;
    /// Keeps only the newest version, once nobody else can see the instance.
    fn forget_old_versions(&mut self);
}

/// Instances of any models.
pub(crate) type Instances = Vec<Arc<dyn AnyInstance>>;

impl dyn AnyInstance {
    /// The model's type.
    pub(crate) fn model_type(&self) -> TypeId {
        self.mapper().model()
    }

    /// The model's table.
    pub(crate) fn table(&self) -> &'static Table {
        self.mapper().table()
    }

    /// State beside the versions.
    pub(crate) fn state(&self) -> &Mutex<State> {
        &self.head().state
    }

    /// Index of the newest version.
    pub(crate) fn current(&self) -> usize {
        self.head().versions.current()
    }

    /// The version at an index.
    pub(crate) fn version(&self, index: usize) -> &dyn Columns {
        self.head().versions.get(index).unwrap_or_else(|| self.first())
    }

    /// The newest version.
    pub(crate) fn latest(&self) -> &dyn Columns {
        self.head().versions.latest().unwrap_or_else(|| self.first())
    }

    /// A copy of the newest version, to be changed and published.
    pub(crate) fn draft(&self) -> Box<dyn Columns> {
        self.draft_like(self.latest())
    }

    /// A copy of the version at an index.
    pub(crate) fn draft_of(&self, index: usize) -> Box<dyn Columns> {
        self.draft_like(self.version(index))
    }

    fn draft_like(&self, version: &dyn Columns) -> Box<dyn Columns> {
        match self.mapper().share(version) {
            Some(draft) => draft,
            None => unreachable!("the versions of an instance are of its model"),
        }
    }

    /// Appends a version.
    pub(crate) fn publish(&self, draft: Box<dyn Columns>) {
        let head = self.head();
        let _writer = lock(&head.state);
        head.versions.push(draft);
    }

    /// Appends a version that was made from the one at `origin`, and returns its index. What others have published since stays on top of
    /// it, in one more version.
    pub(crate) fn publish_from(&self, origin: usize, draft: Box<dyn Columns>) -> usize {
        // Held throughout: nobody publishes in between.
        let head = self.head();
        let _writer = lock(&head.state);
        let latest = self.current();
        let newer = changed_between(self, origin, latest);
        let on_top = (!newer.is_empty()).then(|| {
            let mut next = self.draft_like(&*draft);
            copy(self.version(latest), &mut *next, newer.iter());
            next
        });
        head.versions.push(draft);
        let published = self.current();
        if let Some(next) = on_top {
            head.versions.push(next);
        }
        published
    }

    /// The content of a relationship container.
    pub(crate) fn container(&self, index: usize) -> Option<&dyn Cell> {
        self.relation(index).map(Container::cell)
    }

    /// The relationship containers, in order.
    pub(crate) fn containers(&self) -> impl Iterator<Item = &dyn Cell> {
        (0..self.table().relationships.len()).filter_map(|index| self.container(index))
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

    /// What the identity map finds the instance by, as of a version.
    pub(crate) fn identity_at(&self, version: usize) -> IdentityKey {
        let columns = self.version(version);
        match self.table().primary_key() {
            &[only] => {
                columns.column(only).map_or_else(|| IdentityKey::of(Vec::new()), |value| value.to_value().into())
            }
            _ => IdentityKey::of(self.key_at(version)),
        }
    }

    /// A new instance with the same columns, and relationships of its own that nothing is known of.
    ///
    /// # Errors
    /// When a column does not take its own value.
    pub(crate) fn twin(&self) -> Result<Arc<dyn AnyInstance>> {
        let latest = self.latest();
        let (unset, omitted) = {
            let state = lock(self.state());
            let still = |columns| {
                if state.is_new() { still_unset(columns, self.first(), latest) } else { ColumnSet::EMPTY }
            };
            (still(&state.unset), still(&state.omitted))
        };
        let columns = (0..self.table().columns.len()).filter_map(|index| latest.column(index));
        let row = Row::new([], columns.map(ColumnValue::to_value).collect());
        let mut twin = self.mapper().load(&row, 0, State::transient(ColumnSet::EMPTY))?;
        // A value may lose something on its way through the database's types: take it as it is.
        let mut exact = twin.draft();
        copy(latest, &mut *exact, 0..self.table().columns.len());
        twin.publish(exact);
        compact(&mut twin);
        {
            let mut state = lock(twin.state());
            (state.unset, state.omitted) = (unset, omitted);
        }
        Ok(twin)
    }

    /// The instance with its type, if it is an `M`.
    pub(crate) fn downcast<M: Model>(self: Arc<Self>) -> Option<Instance<M>> {
        let any: Arc<dyn Any + Send + Sync> = self;
        any.downcast::<Inner<M>>().ok().map(Instance::from_inner)
    }
}

/// Copies some columns.
pub(crate) fn copy(from: &dyn Columns, to: &mut dyn Columns, columns: impl Iterator<Item = usize>) {
    for index in columns {
        if let (Some(field), Some(value)) = (to.column_mut(index), from.column(index)) {
            field.assign(value);
        }
    }
}

/// Writes a value into a field of an instance.
pub(crate) fn set_value(field: &mut dyn ColumnValue, value: Value) -> Result<()> {
    Ok(field.read(&Row::new([], vec![value]), 0)?)
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

/// Ties the relationship containers of an instance to it.
pub(crate) fn bind(instance: &Arc<dyn AnyInstance>) {
    let relationships = &instance.table().relationships;
    if relationships.is_empty() {
        return;
    }
    let owner: Weak<dyn AnyInstance> = Arc::downgrade(instance);
    for (definition, cell) in relationships.iter().zip(instance.containers()) {
        cell.bind(&owner, definition);
    }
}

/// Undoes [`bind`]: the containers of an instance point back at it.
pub(super) fn unbind(instance: &dyn AnyInstance) {
    instance.containers().for_each(Cell::unbind);
}

/// Frees the old versions of an instance that nobody else holds. False, and nothing done, if somebody does, or they are needed.
pub(crate) fn compact(instance: &mut Arc<dyn AnyInstance>) -> bool {
    unbind(&**instance);
    let done = Arc::get_mut(instance).is_some_and(forget_old_versions);
    bind(instance);
    done
}

/// As [`compact`], of one that is bound to nothing.
pub(super) fn forget_old_versions(instance: &mut dyn AnyInstance) -> bool {
    let (unset, omitted) = {
        let instance: &dyn AnyInstance = instance;
        let state = lock(instance.state());
        if state.journaled != 0 || !(state.base == instance.current() || state.is_new()) {
            return false;
        }
        // A column that was unset and has been edited since is set; the first version would have told.
        let still = |columns| still_unset(columns, instance.first(), instance.latest());
        (still(&state.unset), still(&state.omitted))
    };
    instance.forget_old_versions();
    let mut state = lock(instance.state());
    (state.unset, state.omitted, state.base) = (unset, omitted, 0);
    true
}

impl<M: Model> AnyInstance for Inner<M> {
    fn mapper(&self) -> &'static Mapper {
        super::mapper::<M>()
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn first(&self) -> &dyn Columns {
        &self.first
    }

    fn relation(&self, index: usize) -> Option<&dyn Container> {
        self.first.container(index)
    }

    fn forget_old_versions(&mut self) {
        let newest: Option<Box<dyn Any>> = self.head.versions.take_newest().map(|newest| newest as Box<dyn Any>);
        if let Some(Ok(newest)) = newest.map(|newest| newest.downcast::<M>()) {
            self.first = *newest;
        }
    }
}
