//! From rows to instances: [`Tracked`] is what a session makes of each selected item.

use std::any::TypeId;
use std::sync::Arc;

use orm_core::error::DecodeError;
use orm_core::model::{Aliased, Optional};
use orm_core::row::{Row, RowReader};
use orm_core::schema::Table;
use orm_core::statement::{AllColumns, FromClause, Selectable, is_missing};
use orm_core::{Column, Columns, Entity, Expr, Mapped, SqlType};

use super::journal::Journal;
use super::{IdentityMap, SessionShared};
use crate::instance::{
    AnyInstance, Instance, Instances, Mapper, Siblings, State, copy, has_changes, lock, mapper, rebase, reconcile,
};
use crate::model::Model;

/// What a session makes of a selected item: an [`Instance`] of a model, the value of anything else.
pub trait Tracked: Selectable {
    /// What one row gives.
    type Item: Send;

    /// Reads from the columns at `at`, and moves `at` past them.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError>;
}

/// Turns the rows of one query into instances.
#[doc(hidden)]
pub struct Tracker<'s> {
    identity: &'s mut IdentityMap,
    shared: &'s Arc<SessionShared>,
    epoch: u64,
    siblings: Vec<(TypeId, Arc<Siblings>)>,
    /// All instances that the query brought, if loader options want them.
    seen: Option<Vec<Arc<dyn AnyInstance>>>,
    /// Whether the session is not to hold what it does not hold yet.
    streaming: bool,
    /// Where to note what a refresh overwrites: what the transaction wrote may come back with a row.
    journal: Option<&'s mut Journal>,
    /// For a statement that writes: what it returns is newer than what is known. The instances, and the versions that they had before.
    refreshed: Option<Vec<(Arc<dyn AnyInstance>, usize)>>,
    /// Instances that were made, if anyone wants to hear of them.
    loaded: Option<Instances>,
}

/// What a statement brought.
#[derive(Default)]
pub(super) struct Brought {
    /// Its instances, with repetitions, if they were asked for.
    pub(super) seen: Instances,
    /// Those of them that were known and that a statement which writes has changed, with the versions that they had before.
    pub(super) refreshed: Vec<(Arc<dyn AnyInstance>, usize)>,
    /// Those that were not known, if they were asked for.
    pub(super) loaded: Instances,
    /// How many rows it changed or returned.
    pub(super) rows: u64,
}

impl<'s> Tracker<'s> {
    pub(crate) fn new(identity: &'s mut IdentityMap, shared: &'s Arc<SessionShared>, collect: bool) -> Self {
        let epoch = shared.epoch();
        Tracker {
            identity,
            shared,
            epoch,
            siblings: Vec::new(),
            seen: collect.then(Vec::new),
            streaming: false,
            journal: None,
            refreshed: None,
            loaded: None,
        }
    }

    /// For rows whose instances belong to the user.
    pub(crate) fn streaming(identity: &'s mut IdentityMap, shared: &'s Arc<SessionShared>) -> Self {
        Tracker { streaming: true, ..Tracker::new(identity, shared, false) }
    }

    /// Notes in the journal what it overwrites.
    pub(super) fn with_journal(self, journal: &'s mut Journal) -> Self {
        Tracker { journal: Some(journal).filter(|journal| journal.has_written()), ..self }
    }

    /// The same for what a statement returns that writes.
    pub(super) fn writing(identity: &'s mut IdentityMap, shared: &'s Arc<SessionShared>) -> Self {
        Tracker { refreshed: Some(Vec::new()), ..Tracker::new(identity, shared, true) }
    }

    pub(super) fn noting_loaded(mut self, on: bool) -> Self {
        self.loaded = on.then(Instances::new);
        self
    }

    /// The instances that were made since the last call, if anyone wants to hear of them.
    pub(super) fn take_loaded(&mut self) -> Instances {
        self.loaded.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn finish(self, rows: u64) -> Brought {
        let Tracker { seen, refreshed, loaded, .. } = self;
        Brought {
            seen: seen.unwrap_or_default(),
            refreshed: refreshed.unwrap_or_default(),
            loaded: loaded.unwrap_or_default(),
            rows,
        }
    }

    fn siblings(&mut self, mapper: &'static Mapper) -> &Arc<Siblings> {
        let id = mapper.model();
        let position = self.siblings.iter().position(|(model, _)| *model == id);
        let position = position.unwrap_or_else(|| {
            self.siblings.push((id, Arc::default()));
            self.siblings.len() - 1
        });
        &self.siblings[position].1
    }

    /// The instance of the row that starts at `at`: the one the session has, refreshed if it is stale, or a new one.
    pub(crate) fn instance(
        &mut self,
        mapper: &'static Mapper,
        row: &dyn RowReader,
        at: usize,
    ) -> Result<Arc<dyn AnyInstance>, DecodeError> {
        let key = mapper.identity(row, at)?;
        let map = self.identity.of(mapper);
        let known = if self.streaming { map.peek(&key) } else { map.get(&key).cloned() };
        let instance = match known {
            Some(instance) => {
                if let Some(refreshed) = &mut self.refreshed {
                    let row = mapper.decode(row, at)?;
                    let base = lock(instance.state()).base;
                    refreshed.push((instance.clone(), base));
                    rewritten(&instance, &*row, self.epoch);
                } else if is_stale(&instance, self.shared) {
                    let row = mapper.decode(row, at)?;
                    if let Some(journal) = &mut self.journal
                        && differ(instance.latest(), &*row, mapper.table())
                    {
                        let base = lock(instance.state()).base;
                        journal.record(&instance, base);
                    }
                    refresh_from(&instance, &*row, self.epoch);
                }
                instance
            }
            None => {
                let state = State::persistent(Arc::downgrade(self.shared), self.epoch);
                let instance = mapper.load(row, at, State { streamed: self.streaming, ..state })?;
                let map = self.identity.of(mapper);
                if self.streaming {
                    map.insert_streamed(key, &instance);
                } else {
                    map.insert(key, instance.clone());
                }
                if let Some(loaded) = &mut self.loaded {
                    loaded.push(instance.clone());
                }
                instance
            }
        };
        // What is streamed past has no siblings: a list of them would grow with the rows.
        if !self.streaming && !mapper.table().relationships.is_empty() {
            self.siblings(mapper).join(&instance);
        }
        if let Some(seen) = &mut self.seen {
            seen.push(instance.clone());
        }
        Ok(instance)
    }

    /// As [`instance`](Self::instance), of model `M`.
    fn typed<M: Model>(&mut self, row: &dyn RowReader, at: usize) -> Result<Instance<M>, DecodeError> {
        match self.instance(mapper::<M>(), row, at)?.downcast() {
            Some(instance) => Ok(instance),
            None => unreachable!("the map of a model has instances of it"),
        }
    }
}

/// Whether an instance was read in an earlier transaction, and has no changes that a refresh would lose.
fn is_stale(instance: &Arc<dyn AnyInstance>, session: &SessionShared) -> bool {
    let state = lock(instance.state());
    !session.is_current(state.epoch) && !state.queued && !state.deleting
}

/// Whether two versions have different columns.
fn differ(old: &dyn Columns, new: &dyn Columns, table: &Table) -> bool {
    let columns = 0..table.columns.len();
    columns.filter_map(|index| Some((old.column(index)?, new.column(index)?))).any(|(old, new)| !old.same(new))
}

/// An instance takes in the columns of a row that was just written. Changes that are not flushed yet stay.
fn rewritten(instance: &Arc<dyn AnyInstance>, row: &dyn Columns, epoch: u64) {
    if !has_changes(&**instance) {
        return refresh_from(instance, row, epoch);
    }
    rebase(instance, &mut |stored| copy(row, stored, 0..instance.table().columns.len()));
    lock(instance.state()).epoch = epoch;
}

/// An instance takes in the columns of a row that was just read.
fn refresh_from(instance: &Arc<dyn AnyInstance>, row: &dyn Columns, epoch: u64) {
    let table = instance.table();
    let changed = differ(instance.latest(), row, table);
    if changed {
        let mut next = instance.draft();
        copy(row, &mut *next, 0..table.columns.len());
        instance.publish(next);
    }
    {
        let mut state = lock(instance.state());
        state.base = instance.current();
        state.epoch = epoch;
        state.expired = false;
    }
    if changed {
        reconcile(instance, epoch);
    }
}

impl<M: Model> Tracked for Entity<M> {
    type Item = Instance<M>;

    fn track(
        &self,
        row: &dyn RowReader,
        at: &mut usize,
        tracker: &mut Tracker<'_>,
    ) -> Result<Instance<M>, DecodeError> {
        let start = *at;
        *at += M::table().columns.len();
        tracker.typed(row, start)
    }
}

impl<M: Model> Tracked for Optional<Entity<M>> {
    type Item = Option<Instance<M>>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        let start = *at;
        *at += M::table().columns.len();
        if is_missing::<M>(row, start)? { Ok(None) } else { tracker.typed(row, start).map(Some) }
    }
}

impl<M: Model> Tracked for Aliased<M> {
    type Item = Instance<M>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        Entity::<M>::NEW.track(row, at, tracker)
    }
}

impl<M: Model> Tracked for Optional<Aliased<M>> {
    type Item = Option<Instance<M>>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        Entity::<M>::NEW.optional().track(row, at, tracker)
    }
}

/// A subquery gives what it was made of.
impl<C: Tracked> Tracked for FromClause<C> {
    type Item = C::Item;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        self.columns().track(row, at, tracker)
    }
}

/// All columns of a table without a model.
impl Tracked for AllColumns {
    type Item = Row;

    fn track(&self, row: &dyn RowReader, at: &mut usize, _tracker: &mut Tracker<'_>) -> Result<Row, DecodeError> {
        self.decode(row, at)
    }
}

impl<M: Mapped, T: SqlType> Tracked for Column<M, T> {
    type Item = T;

    fn track(&self, row: &dyn RowReader, at: &mut usize, _tracker: &mut Tracker<'_>) -> Result<T, DecodeError> {
        self.decode(row, at)
    }
}

impl<T: SqlType> Tracked for Expr<T> {
    type Item = T;

    fn track(&self, row: &dyn RowReader, at: &mut usize, _tracker: &mut Tracker<'_>) -> Result<T, DecodeError> {
        self.decode(row, at)
    }
}

impl<C: Tracked> Tracked for Vec<C> {
    type Item = Vec<C::Item>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        self.iter().map(|item| item.track(row, at, tracker)).collect()
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: Tracked),+> Tracked for ($($name,)+) {
            type Item = ($($name::Item,)+);

            fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
                Ok(($(self.$index.track(row, at, tracker)?,)+))
            }
        }
    };
}

orm_core::each_tuple!(tuple);
