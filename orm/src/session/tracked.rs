//! From rows to instances: [`Tracked`] is what a session makes of each selected item.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex, Weak};

use orm_core::error::DecodeError;
use orm_core::model::{Aliased, Optional};
use orm_core::row::{Row, RowReader};
use orm_core::statement::{AllColumns, FromClause, Selectable, is_missing};
use orm_core::{Column, Entity, Expr, Mapped, SqlType};

use super::journal::Journal;
use super::{IdentityMap, SessionShared};
use crate::instance::{AnyInstance, Inner, Instance, Instances, State, lock, rebase, reconcile};
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

/// The instances of one model that one query loaded: what one of them lacks is loaded for all.
pub(crate) struct Siblings<M> {
    members: Mutex<Vec<Weak<Inner<M>>>>,
}

impl<M: Model> Siblings<M> {
    pub(crate) fn members(&self) -> Vec<Instance<M>> {
        lock(&self.members).iter().filter_map(Weak::upgrade).map(Instance::from_inner).collect()
    }
}

/// Turns the rows of one query into instances.
#[doc(hidden)]
pub struct Tracker<'s> {
    identity: &'s mut IdentityMap,
    shared: &'s Arc<SessionShared>,
    epoch: u64,
    siblings: Vec<(TypeId, Arc<dyn Any + Send + Sync>)>,
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

    fn siblings<M: Model>(&mut self) -> Arc<dyn Any + Send + Sync> {
        let id = TypeId::of::<M>();
        if let Some((_, siblings)) = self.siblings.iter().find(|(ty, _)| *ty == id) {
            return siblings.clone();
        }
        let siblings: Arc<dyn Any + Send + Sync> = Arc::new(Siblings::<M> { members: Mutex::default() });
        self.siblings.push((id, siblings.clone()));
        siblings
    }

    /// The instance of the row that starts at `at`: the one the session has, refreshed if it is stale, or a new one.
    fn instance<M: Model>(&mut self, row: &dyn RowReader, at: usize) -> Result<Instance<M>, DecodeError> {
        let explain = |error: DecodeError| error.in_table(M::table(), at);
        let key = M::decode_key(row, at).map_err(explain)?;
        let map = self.identity.of::<M>();
        let known = if self.streaming { map.peek(&key) } else { map.get(&key).cloned() };
        let instance = match known {
            Some(instance) => {
                if let Some(refreshed) = &mut self.refreshed {
                    let row = M::decode(row, at).map_err(explain)?;
                    refreshed.push((instance.erase(), instance.state().base));
                    instance.rewritten(row, self.epoch);
                } else if is_stale(&instance, self.shared) {
                    let row = M::decode(row, at).map_err(explain)?;
                    if let Some(journal) = &mut self.journal
                        && instance.differs_from(&row)
                    {
                        let base = instance.state().base;
                        journal.record(&instance.erase(), base);
                    }
                    instance.refresh_from(row, self.epoch);
                }
                instance
            }
            None => {
                let model = M::decode(row, at).map_err(explain)?;
                let state = State::persistent(Arc::downgrade(self.shared), self.epoch);
                let instance = Instance::loaded(model, State { streamed: self.streaming, ..state });
                let map = self.identity.of::<M>();
                if self.streaming {
                    map.insert_streamed(key, &instance);
                } else {
                    map.insert(key, instance.clone());
                }
                if let Some(loaded) = &mut self.loaded {
                    loaded.push(instance.erase());
                }
                instance
            }
        };
        self.join_siblings(&instance);
        if let Some(seen) = &mut self.seen {
            seen.push(instance.erase());
        }
        Ok(instance)
    }

    fn join_siblings<M: Model>(&mut self, instance: &Instance<M>) {
        // What is streamed past has no siblings: a list of them would grow with the rows.
        if M::table().relationships.is_empty() || self.streaming {
            return;
        }
        let siblings = self.siblings::<M>();
        let mut state = instance.state();
        if state.siblings.as_ref().is_some_and(|known| Arc::ptr_eq(known, &siblings)) {
            return;
        }
        if let Some(siblings) = siblings.downcast_ref::<Siblings<M>>() {
            lock(&siblings.members).push(instance.downgrade());
        }
        state.siblings = Some(siblings);
    }
}

/// Whether an instance was read in an earlier transaction, and has no changes that a refresh would lose.
fn is_stale<M: Model>(instance: &Instance<M>, session: &SessionShared) -> bool {
    let state = instance.state();
    !session.is_current(state.epoch) && !state.queued && !state.deleting
}

impl<M: Model> Instance<M> {
    /// Whether a row that was just read has other columns.
    fn differs_from(&self, row: &M) -> bool {
        let columns = 0..M::table().columns.len();
        columns.filter_map(|index| Some((self.column(index)?, row.column(index)?))).any(|(old, new)| !old.same(new))
    }

    /// Takes in the columns of a row that was just written. Changes that are not flushed yet stay.
    fn rewritten(&self, row: M, epoch: u64) {
        if !Instance::is_modified(self) {
            return self.refresh_from(row, epoch);
        }
        let columns = 0..M::table().columns.len();
        rebase(&self.erase(), &mut |stored| {
            for index in columns.clone() {
                if let (Some(field), Some(value)) = (stored.column_mut(index), row.column(index)) {
                    field.assign(value);
                }
            }
        });
        self.state().epoch = epoch;
    }

    /// Takes in the columns of a row that was just read.
    pub(crate) fn refresh_from(&self, row: M, epoch: u64) {
        let inner = self.inner();
        let mut next = inner.next_version();
        let mut changed = false;
        for index in 0..M::table().columns.len() {
            if let (Some(field), Some(value)) = (next.column_mut(index), row.column(index))
                && !field.same(value)
            {
                field.assign(value);
                changed = true;
            }
        }
        if changed {
            inner.append(next);
        }
        {
            let mut state = self.state();
            state.base = inner.current();
            state.epoch = epoch;
            state.expired = false;
        }
        if !changed {
            return;
        }
        reconcile(&self.erase(), epoch);
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
        tracker.instance(row, start)
    }
}

impl<M: Model> Tracked for Optional<Entity<M>> {
    type Item = Option<Instance<M>>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        let start = *at;
        *at += M::table().columns.len();
        if is_missing::<M>(row, start)? { Ok(None) } else { tracker.instance(row, start).map(Some) }
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
