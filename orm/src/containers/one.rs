//! [`OneCell`]: the content of a `BelongsTo` and its history.

use std::any::Any;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use orm_core::error::NotLoaded;
use orm_core::relationship::RelationshipDef;

use super::changes::{Changes, Steps};
use super::link::{Link, holds};
use super::owner::{Owner, not_loaded};
use crate::instance::{AnyInstance, Cell, History, Log, lock};

/// The cell of a `BelongsTo`.
pub(super) struct OneCell {
    state: Mutex<OneState>,
}

struct OneState {
    owner: Option<Owner>,
    /// What it leads to, once that is known; `Some(None)` is known to be nothing.
    value: Option<Option<Link>>,
    /// Whether it was set since the last flush.
    set: bool,
    /// What it led to at the last flush, if that is known and it was set since.
    previous: Option<Link>,
    /// The session's epoch in which it was loaded.
    epoch: u64,
    /// What it led to before.
    changes: Changes<Before>,
}

/// What a reference led to: nothing that is known, nothing, or an instance, held or not.
type Before = Option<Option<(Option<Weak<dyn AnyInstance>>, bool)>>;

impl Default for OneCell {
    fn default() -> Self {
        let state =
            OneState { owner: None, value: None, set: false, previous: None, epoch: 0, changes: Changes::default() };
        OneCell { state: Mutex::new(state) }
    }
}

impl OneState {
    /// Leads elsewhere from now on.
    fn change(&mut self, value: Option<Link>, noted: bool) {
        let before = self.value.replace(value);
        if noted {
            let step = before.as_ref().map(|value| value.as_ref().map(|link| (link.weak(), link.is_strong())));
            self.changes.note_first(step);
        }
        if !self.set {
            self.previous = before.flatten();
        }
        self.set = true;
    }

    fn target(&self) -> Option<Arc<dyn AnyInstance>> {
        self.value.as_ref()?.as_ref()?.target()
    }
}

impl OneCell {
    /// A reference that was given, not loaded.
    pub(super) fn of(target: Option<Arc<dyn AnyInstance>>) -> Self {
        let mut cell = OneCell::default();
        let state = cell.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.value = Some(target.map(|target| Link::new(&target, true)));
        state.set = true;
        cell
    }

    fn owner(&self) -> Option<Owner> {
        lock(&self.state).owner.clone()
    }

    /// Leads to `target` from now on; the collection that had the owner loses it, the one that gets it is told.
    pub(super) fn set(&self, target: Option<&Arc<dyn AnyInstance>>) {
        let owner = self.owner();
        let instance = owner.as_ref().and_then(Owner::instance);
        // A collection that already holds its members holds this one as well, and the edge back must not.
        let held_by_collection = match (&owner, target) {
            (Some(owner), Some(target)) => owner.inverse(target).is_some_and(|cell| cell.is_holding()),
            _ => false,
        };
        let hold = match (target, &instance) {
            (Some(target), Some(instance)) => !held_by_collection && !holds(target, instance),
            _ => true,
        };
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        let previous = {
            let mut state = lock(&self.state);
            let previous = state.target();
            let same = match (&previous, target) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                (None, None) => matches!(state.value, Some(None)),
                _ => false,
            };
            if same {
                return;
            }
            state.change(target.map(|target| Link::new(target, hold)), !is_new);
            previous
        };
        let Some(owner) = owner else { return };
        if let Some(instance) = instance {
            if let Some(cell) = previous.as_ref().and_then(|previous| owner.inverse(previous)) {
                cell.unlink(&instance);
            }
            if let Some(cell) = target.and_then(|target| owner.inverse(target)) {
                cell.link(&instance, held_by_collection);
            }
        }
        owner.changed(target);
    }

    /// What it leads to.
    pub(super) fn get(&self) -> Result<Option<Arc<dyn AnyInstance>>, NotLoaded> {
        let state = lock(&self.state);
        match &state.value {
            Some(None) => Ok(None),
            Some(Some(link)) => match link.target() {
                Some(target) => Ok(Some(target)),
                None => Err(not_loaded(state.owner.as_ref())),
            },
            None => Err(not_loaded(state.owner.as_ref())),
        }
    }

    /// The error of reading it where nothing is not an answer.
    pub(super) fn missing(&self) -> NotLoaded {
        not_loaded(self.owner().as_ref())
    }

    /// The target comes from the database; what was set meanwhile stays set.
    fn fill_with(&self, target: Option<&Arc<dyn AnyInstance>>, epoch: u64) {
        let instance = self.owner().as_ref().and_then(Owner::instance);
        let hold = match (target, &instance) {
            (Some(target), Some(instance)) => !holds(target, instance),
            _ => true,
        };
        let mut state = lock(&self.state);
        state.epoch = epoch;
        if !state.set {
            state.value = Some(target.map(|target| Link::new(target, hold)));
            state.changes.lose();
        }
    }
}

impl Cell for OneCell {
    fn bind(&self, instance: &Weak<dyn AnyInstance>, definition: &'static RelationshipDef) {
        let owner = Owner::new(instance, definition);
        let given = {
            let mut state = lock(&self.state);
            state.owner = Some(owner.clone());
            if state.set { state.target() } else { None }
        };
        // What a builder put in learns only now whose it is.
        if let (Some(target), Some(instance)) = (given, owner.instance())
            && let Some(inverse) = owner.inverse(&target)
        {
            inverse.link(&instance, false);
        }
    }

    fn unbind(&self) {
        lock(&self.state).owner = None;
    }

    fn loaded_epoch(&self) -> Option<u64> {
        self.get().ok().map(|_| lock(&self.state).epoch)
    }

    fn targets(&self) -> Vec<Arc<dyn AnyInstance>> {
        lock(&self.state).target().into_iter().collect()
    }

    fn held(&self, _most: usize) -> Vec<Arc<dyn AnyInstance>> {
        if self.is_holding() { self.targets() } else { Vec::new() }
    }

    fn is_holding(&self) -> bool {
        matches!(&lock(&self.state).value, Some(Some(link)) if link.is_strong())
    }

    fn history(&self) -> History {
        let state = lock(&self.state);
        if !state.set {
            return History::default();
        }
        let added = state.target();
        let removed = state.previous.as_ref().and_then(Link::target);
        History { added: added.into_iter().collect(), removed: removed.into_iter().collect(), set: true }
    }

    fn born(&self, epoch: u64) {
        let mut state = lock(&self.state);
        state.changes.clear();
        state.epoch = epoch;
    }

    fn flushed(&self, epoch: u64) {
        let mut state = lock(&self.state);
        state.set = false;
        state.previous = None;
        state.epoch = epoch;
    }

    fn written_in_part(&self, found: &History, epoch: u64) {
        let target = found.added.first();
        let mut state = lock(&self.state);
        // It was set once more since: what it leads to as far as the database knows is what the flush found.
        if state.set {
            state.previous = target.map(|target| Link::new(target, true));
        }
        state.epoch = epoch;
    }

    fn forget(&self) {
        let mut state = lock(&self.state);
        state.changes.lose();
        state.value = None;
        state.set = false;
        state.previous = None;
    }

    fn link(&self, other: &Arc<dyn AnyInstance>, hold: bool) {
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        let previous = {
            let mut state = lock(&self.state);
            let previous = state.target();
            if previous.as_ref().is_some_and(|previous| Arc::ptr_eq(previous, other)) {
                return;
            }
            state.change(Some(Link::new(other, hold)), !is_new);
            previous
        };
        let Some(owner) = owner else { return };
        if let (Some(previous), Some(instance)) = (previous, owner.instance())
            && let Some(inverse) = owner.inverse(&previous)
        {
            inverse.unlink(&instance);
        }
        owner.changed(Some(other));
    }

    fn unlink(&self, other: &Arc<dyn AnyInstance>) {
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let mut state = lock(&self.state);
            let leads_there = state.target().is_some_and(|current| Arc::ptr_eq(&current, other));
            // Not loaded: it may lead there as far as the database knows.
            if state.value.is_some() && !leads_there {
                return;
            }
            state.change(None, !is_new);
        }
        if let Some(owner) = owner {
            owner.changed(None);
        }
    }

    fn evict(&self, _other: &Arc<dyn AnyInstance>) {
        // A reference has no members.
    }

    fn evict_for_good(&self, _other: &Arc<dyn AnyInstance>) {
        // A reference has no members.
    }

    fn take_log(&self) -> Option<Log> {
        lock(&self.state).changes.take()
    }

    fn undo(&self, log: Log) {
        let log: Box<dyn Any> = log;
        let Ok(log) = log.downcast::<Steps<Before>>() else { return };
        let owner = self.owner().as_ref().and_then(Owner::instance);
        let steps = lock(&self.state).changes.undo(*log);
        let Some(before) = steps.and_then(|mut steps| steps.next()) else { return self.forget() };
        let link = |(target, held): (Option<Weak<dyn AnyInstance>>, bool)| {
            let target = target?.upgrade()?;
            // Searched without the lock: the search reads this reference too.
            let hold = held && owner.as_ref().is_none_or(|owner| !holds(&target, owner));
            Some(Link::new(&target, hold))
        };
        let value = match before {
            Some(Some(before)) => link(before).map(Some),
            Some(None) => Some(None),
            None => None,
        };
        let mut state = lock(&self.state);
        state.value = value;
        state.set = false;
        state.previous = None;
    }

    fn renew(&self) {
        let mut state = lock(&self.state);
        state.changes.clear();
        state.set = state.target().is_some();
    }

    fn is_given(&self) -> bool {
        self.get().is_ok()
    }

    fn replace(&self, targets: Vec<Arc<dyn AnyInstance>>) {
        let target = targets.first();
        self.set(target);
    }

    fn evict_all(&self, _others: &HashSet<usize>) {
        // As above.
    }

    fn loaded_by_inverse(&self, other: &Arc<dyn AnyInstance>, epoch: u64) -> bool {
        let mut state = lock(&self.state);
        let current = state.target();
        if state.set {
            return current.is_some_and(|current| Arc::ptr_eq(&current, other));
        }
        if current.is_none() {
            state.epoch = epoch;
            state.value = Some(Some(Link::new(other, false)));
            state.changes.lose();
        }
        true
    }

    fn fill(&self, instances: Vec<Arc<dyn AnyInstance>>, epoch: u64) {
        let target = instances.first();
        self.fill_with(target, epoch);
    }
}
