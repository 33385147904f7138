//! [`Tracker`]: from rows to instances, one per row.

use std::any::TypeId;
use std::sync::Arc;

use orm_core::Columns;
use orm_core::error::DecodeError;
use orm_core::row::RowReader;
use orm_core::schema::Table;

use super::IdentityMap;
use super::journal::Journal;
use crate::instance::{
    AnyInstance, Instances, Mapper, SessionShared, Siblings, State, copy, has_changes, lock, rebase, reconcile,
};

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
pub(crate) struct Brought {
    /// Its instances, with repetitions, if they were asked for.
    pub(crate) seen: Instances,
    /// Those of them that were known and that a statement which writes has changed, with the versions that they had before.
    pub(crate) refreshed: Vec<(Arc<dyn AnyInstance>, usize)>,
    /// Those that were not known, if they were asked for.
    pub(crate) loaded: Instances,
    /// How many rows it changed or returned.
    pub(crate) rows: u64,
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
    pub(crate) fn with_journal(self, journal: &'s mut Journal) -> Self {
        Tracker { journal: Some(journal).filter(|journal| journal.has_written()), ..self }
    }

    /// The same for what a statement returns that writes.
    pub(crate) fn writing(identity: &'s mut IdentityMap, shared: &'s Arc<SessionShared>) -> Self {
        Tracker { refreshed: Some(Vec::new()), ..Tracker::new(identity, shared, true) }
    }

    pub(crate) fn noting_loaded(mut self, on: bool) -> Self {
        self.loaded = on.then(Instances::new);
        self
    }

    /// The instances that were made since the last call, if anyone wants to hear of them.
    pub(crate) fn take_loaded(&mut self) -> Instances {
        self.loaded.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn finish(self, rows: u64) -> Brought {
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
                let mut state = State::persistent(Arc::downgrade(self.shared), self.epoch);
                state.streamed = self.streaming;
                let instance = mapper.load(row, at, state)?;
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
}

/// Whether an instance was read in an earlier transaction, and has no changes that a refresh would lose.
fn is_stale(instance: &Arc<dyn AnyInstance>, session: &SessionShared) -> bool {
    let state = lock(instance.state());
    !session.is_current(state.epoch) && !state.queued && !state.deleting
}

/// Whether two versions have different columns, be it only in memory: the row has the last word.
fn differ(old: &dyn Columns, new: &dyn Columns, table: &Table) -> bool {
    let columns = 0..table.columns.len();
    columns.filter_map(|index| Some((old.column(index)?, new.column(index)?))).any(|(old, new)| !old.equal(new))
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
