//! [`OneCell`]: the content of a `BelongsTo` and its history.

use std::sync::{Arc, Mutex, Weak};

use orm_core::Result;
use orm_core::error::NotLoaded;
use orm_core::relationship::RelationshipDef;

use super::link::{Link, holds};
use super::owner::{Owner, not_loaded};
use super::{Cell, History};
use crate::instance::{AnyInstance, Instance, lock};
use crate::loading::{BoxFuture, referenced, selectin};
use crate::model::Model;
use crate::session::Session;

/// The cell of a `BelongsTo`.
pub(super) struct OneCell<T> {
    state: Mutex<OneState<T>>,
}

struct OneState<T> {
    owner: Option<Owner>,
    /// What it leads to, once that is known; `Some(None)` is known to be nothing.
    value: Option<Option<Link<T>>>,
    /// Whether it was set since the last flush.
    set: bool,
    /// What it led to at the last flush, if that is known and it was set since.
    previous: Option<Link<T>>,
    /// The session's epoch in which it was loaded.
    epoch: u64,
}

impl<T> Default for OneCell<T> {
    fn default() -> Self {
        OneCell { state: Mutex::new(OneState { owner: None, value: None, set: false, previous: None, epoch: 0 }) }
    }
}

impl<T: Model> OneState<T> {
    /// Leads elsewhere from now on.
    fn change(&mut self, value: Option<Link<T>>) {
        let before = self.value.replace(value);
        if !self.set {
            self.previous = before.flatten();
        }
        self.set = true;
    }

    fn target(&self) -> Option<Instance<T>> {
        self.value.as_ref()?.as_ref()?.target()
    }
}

impl<T: Model> OneCell<T> {
    /// A reference that was given, not loaded.
    pub(super) fn of(target: Option<Instance<T>>) -> Self {
        let value = Some(target.map(|target| Link::new(&target, true)));
        OneCell { state: Mutex::new(OneState { owner: None, value, set: true, previous: None, epoch: 0 }) }
    }

    fn owner(&self) -> Option<Owner> {
        lock(&self.state).owner.clone()
    }

    /// Leads to `target` from now on; the collection that had the owner loses it, the one that gets it is told.
    pub(super) fn set(&self, target: Option<&Instance<T>>) {
        let owner = self.owner();
        let instance = owner.as_ref().and_then(Owner::instance);
        let erased = target.map(Instance::erase);
        // A collection that already holds its members holds this one as well, and the edge back must not.
        let held_by_collection = match (&owner, &erased) {
            (Some(owner), Some(erased)) => owner.inverse(erased).is_some_and(|cell| cell.is_holding()),
            _ => false,
        };
        let hold = match (&erased, &instance) {
            (Some(erased), Some(instance)) => !held_by_collection && !holds(erased, instance),
            _ => true,
        };
        let previous = {
            let mut state = lock(&self.state);
            let previous = state.target();
            let same = match (&previous, target) {
                (Some(a), Some(b)) => Instance::ptr_eq(a, b),
                (None, None) => matches!(state.value, Some(None)),
                _ => false,
            };
            if same {
                return;
            }
            state.change(target.map(|target| Link::new(target, hold)));
            previous
        };
        let Some(owner) = owner else { return };
        if let Some(instance) = instance {
            if let Some(cell) = previous.map(|previous| previous.erase()).as_ref().and_then(|p| owner.inverse(p)) {
                cell.unlink(&instance);
            }
            if let Some(cell) = erased.as_ref().and_then(|erased| owner.inverse(erased)) {
                cell.link(&instance, held_by_collection);
            }
        }
        owner.changed(erased.as_ref());
    }

    /// What it leads to.
    pub(super) fn get(&self) -> Result<Option<Instance<T>>, NotLoaded> {
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
    fn fill_with(&self, target: Option<&Instance<T>>, epoch: u64) {
        let instance = self.owner().as_ref().and_then(Owner::instance);
        let hold = match (target, &instance) {
            (Some(target), Some(instance)) => !holds(&target.erase(), instance),
            _ => true,
        };
        let mut state = lock(&self.state);
        state.epoch = epoch;
        if !state.set {
            state.value = Some(target.map(|target| Link::new(target, hold)));
        }
    }
}

impl<T: Model> Cell for OneCell<T> {
    fn bind(&self, instance: &Weak<dyn AnyInstance>, definition: &'static RelationshipDef) {
        let owner = Owner::new(instance, definition);
        let given = {
            let mut state = lock(&self.state);
            state.owner = Some(owner.clone());
            if state.set { state.target() } else { None }
        };
        // What a builder put in learns only now whose it is.
        if let (Some(target), Some(instance)) = (given.map(|target| target.erase()), owner.instance())
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
        lock(&self.state).target().map(|target| target.erase()).into_iter().collect()
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
        let added = state.target().map(|target| target.erase());
        let removed = state.previous.as_ref().and_then(Link::target).map(|target| target.erase());
        History { added: added.into_iter().collect(), removed: removed.into_iter().collect(), set: true }
    }

    fn flushed(&self, epoch: u64) {
        let mut state = lock(&self.state);
        state.set = false;
        state.previous = None;
        state.epoch = epoch;
    }

    fn forget(&self) {
        let mut state = lock(&self.state);
        state.value = None;
        state.set = false;
        state.previous = None;
    }

    fn link(&self, other: &Arc<dyn AnyInstance>, hold: bool) {
        let Some(target) = other.clone().downcast::<T>() else { return };
        let owner = self.owner();
        let previous = {
            let mut state = lock(&self.state);
            let previous = state.target();
            if previous.as_ref().is_some_and(|previous| Instance::ptr_eq(previous, &target)) {
                return;
            }
            state.change(Some(Link::new(&target, hold)));
            previous
        };
        let Some(owner) = owner else { return };
        if let (Some(previous), Some(instance)) = (previous.map(|previous| previous.erase()), owner.instance())
            && let Some(inverse) = owner.inverse(&previous)
        {
            inverse.unlink(&instance);
        }
        owner.changed(Some(other));
    }

    fn unlink(&self, other: &Arc<dyn AnyInstance>) {
        let Some(target) = other.clone().downcast::<T>() else { return };
        {
            let mut state = lock(&self.state);
            let leads_there = state.target().is_some_and(|current| Instance::ptr_eq(&current, &target));
            // Not loaded: it may lead there as far as the database knows.
            if state.value.is_some() && !leads_there {
                return;
            }
            state.change(None);
        }
        if let Some(owner) = self.owner() {
            owner.changed(None);
        }
    }

    fn evict(&self, _other: &Arc<dyn AnyInstance>) {
        // A reference has no members.
    }

    fn loaded_by_inverse(&self, other: &Arc<dyn AnyInstance>, epoch: u64) -> bool {
        let Some(target) = other.clone().downcast::<T>() else { return false };
        let mut state = lock(&self.state);
        let current = state.target();
        if state.set {
            return current.is_some_and(|current| Instance::ptr_eq(&current, &target));
        }
        if current.is_none() {
            state.epoch = epoch;
            state.value = Some(Some(Link::new(&target, false)));
        }
        true
    }

    fn fill(&self, instances: Vec<Arc<dyn AnyInstance>>, epoch: u64) {
        let target = instances.into_iter().next().and_then(|instance| instance.downcast::<T>());
        self.fill_with(target.as_ref(), epoch);
    }

    fn load<'s>(
        &self,
        session: &'s mut Session,
        relationship: usize,
        parents: Vec<Arc<dyn AnyInstance>>,
    ) -> BoxFuture<'s, Result<Vec<Arc<dyn AnyInstance>>>> {
        Box::pin(selectin::<T>(session, relationship, parents))
    }

    fn load_referenced<'s>(
        &self,
        session: &'s mut Session,
        relationship: usize,
        owners: Vec<Arc<dyn AnyInstance>>,
    ) -> BoxFuture<'s, Result<Vec<Arc<dyn AnyInstance>>>> {
        Box::pin(referenced::<T>(session, relationship, owners))
    }
}
