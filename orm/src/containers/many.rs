//! [`ManyCell`]: the content of a collection and its history.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, Weak};

use orm_core::Result;
use orm_core::error::NotLoaded;
use orm_core::relationship::RelationshipDef;

use super::link::{Link, holds};
use super::owner::{Owner, not_loaded};
use super::{Cell, History};
use crate::instance::{AnyInstance, Instance, lock};
use crate::loading::{BoxFuture, selectin};
use crate::model::Model;
use crate::session::Session;

/// The cell of a `HasMany` or `HasOne`.
pub(super) struct ManyCell<T> {
    state: Mutex<ManyState<T>>,
}

struct ManyState<T> {
    owner: Option<Owner>,
    /// The members, once they are known.
    members: Option<Vec<Link<T>>>,
    /// Addresses of the members; made by the first change, so that a change costs the same however many there are.
    index: Option<HashSet<usize, foldhash::fast::RandomState>>,
    /// How many members are held.
    held: usize,
    /// The session's epoch in which the members were loaded.
    epoch: u64,
    /// Came in since the last flush.
    added: Vec<Link<T>>,
    /// Went out since the last flush.
    removed: Vec<Link<T>>,
}

impl<T> Default for ManyCell<T> {
    fn default() -> Self {
        let state = ManyState {
            owner: None,
            members: None,
            index: None,
            held: 0,
            epoch: 0,
            added: Vec::new(),
            removed: Vec::new(),
        };
        ManyCell { state: Mutex::new(state) }
    }
}

impl<T: Model> ManyState<T> {
    /// A collection of an instance without a row is complete: nothing in the database can belong to it.
    fn complete_if_new(&mut self, is_new: bool) {
        if is_new && self.members.is_none() {
            self.members = Some(Vec::new());
        }
    }

    fn contains(&mut self, address: usize) -> bool {
        let (members, added) = (&self.members, &self.added);
        let known = members.as_ref().unwrap_or(added);
        self.index.get_or_insert_with(|| known.iter().map(Link::address).collect()).contains(&address)
    }

    fn insert(&mut self, target: &Instance<T>, hold: bool) -> bool {
        let link = Link::new(target, hold);
        let address = link.address();
        if self.contains(address) {
            return false;
        }
        self.index.get_or_insert_default().insert(address);
        if let Some(members) = &mut self.members {
            self.held += usize::from(hold);
            members.push(link);
        }
        match self.removed.iter().position(|removed| removed.address() == address) {
            Some(position) => drop(self.removed.swap_remove(position)),
            None => self.added.push(Link::new(target, hold)),
        }
        true
    }

    /// Takes a member off the list, without a word to the history. False if it was known not to be there.
    fn drop_member(&mut self, address: usize) -> bool {
        let known = self.contains(address);
        if self.members.is_some() && !known {
            return false;
        }
        self.index.get_or_insert_default().remove(&address);
        if let Some(members) = &mut self.members
            && let Some(position) = members.iter().position(|member| member.address() == address)
        {
            self.held -= usize::from(members.remove(position).is_strong());
        }
        true
    }

    fn take_out(&mut self, target: &Instance<T>, hold: bool) -> bool {
        let address = Link::new(target, false).address();
        if !self.drop_member(address) {
            return false;
        }
        match self.added.iter().position(|added| added.address() == address) {
            Some(position) => drop(self.added.remove(position)),
            None => self.removed.push(Link::new(target, hold)),
        }
        true
    }
}

impl<T: Model> ManyCell<T> {
    /// A collection that was given, not loaded: everything in it is new to the database.
    pub(super) fn of(instances: impl IntoIterator<Item = Instance<T>>) -> Self {
        let cell = ManyCell::default();
        {
            let mut state = lock(&cell.state);
            state.members = Some(Vec::new());
            for instance in instances {
                state.insert(&instance, true);
            }
        }
        cell
    }

    pub(super) fn owner(&self) -> Option<Owner> {
        lock(&self.state).owner.clone()
    }

    /// Whether the collection is never loaded.
    fn is_write_only(&self) -> bool {
        self.owner().is_some_and(|owner| owner.definition().write_only)
    }

    /// Takes `target` in, and tells it.
    pub(super) fn push(&self, target: &Instance<T>) {
        let owner = self.owner();
        let instance = owner.as_ref().and_then(Owner::instance);
        let erased = target.erase();
        let hold = instance.as_ref().is_none_or(|owner| !holds(&erased, owner));
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let mut state = lock(&self.state);
            state.complete_if_new(is_new);
            state.insert(target, hold);
        }
        if let (Some(owner), Some(instance)) = (owner, instance) {
            if let Some(inverse) = owner.inverse(&erased) {
                inverse.link(&instance, false);
            }
            owner.changed(Some(&erased));
        }
    }

    /// Lets `target` go, and tells it. False if it was known not to be there.
    pub(super) fn remove(&self, target: &Instance<T>) -> bool {
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let mut state = lock(&self.state);
            state.complete_if_new(is_new);
            // Held: the flush needs it, whoever else lets it go.
            if !state.take_out(target, true) {
                return false;
            }
        }
        if let Some(owner) = owner {
            let erased = target.erase();
            if let (Some(instance), Some(inverse)) = (owner.instance(), owner.inverse(&erased)) {
                inverse.unlink(&instance);
            }
            owner.changed(None);
        }
        true
    }

    /// The members.
    pub(super) fn members(&self) -> Result<Vec<Instance<T>>, NotLoaded> {
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        let mut state = lock(&self.state);
        state.complete_if_new(is_new);
        let members = state.members.as_ref().and_then(|members| members.iter().map(Link::target).collect());
        members.ok_or_else(|| not_loaded(state.owner.as_ref()))
    }

    /// The members come from the database; what changed meanwhile stays changed.
    fn fill_with(&self, instances: Vec<Instance<T>>, epoch: u64) {
        let owner = self.owner();
        let owner_instance = owner.as_ref().and_then(Owner::instance);
        let mut links = Vec::with_capacity(instances.len());
        for instance in &instances {
            let erased = instance.erase();
            if let (Some(owner), Some(owner_instance)) = (&owner, &owner_instance) {
                // One that was moved elsewhere, and not flushed yet, is no member any more.
                if owner.inverse(&erased).is_none_or(|inverse| inverse.loaded_by_inverse(owner_instance, epoch)) {
                    links.push(Link::new(instance, !holds(&erased, owner_instance)));
                }
            } else {
                links.push(Link::new(instance, true));
            }
        }
        let mut state = lock(&self.state);
        let removed: HashSet<usize> = state.removed.iter().map(Link::address).collect();
        links.retain(|link| !removed.contains(&link.address()));
        if !state.added.is_empty() {
            let known: HashSet<usize> = links.iter().map(Link::address).collect();
            let added = state.added.iter().filter(|link| !known.contains(&link.address()));
            links.extend(added.filter_map(|link| link.target().map(|target| Link::new(&target, link.is_strong()))));
        }
        state.held = links.iter().filter(|link| link.is_strong()).count();
        state.members = Some(links);
        state.index = None;
        state.epoch = epoch;
    }

    /// How many members, as far as is known, for `Debug`.
    pub(super) fn len(&self) -> Option<usize> {
        lock(&self.state).members.as_ref().map(Vec::len)
    }
}

fn erase_all<T: Model>(links: &[Link<T>]) -> Vec<Arc<dyn AnyInstance>> {
    links.iter().filter_map(Link::target).map(|target| target.erase()).collect()
}

impl<T: Model> Cell for ManyCell<T> {
    fn bind(&self, instance: &Weak<dyn AnyInstance>, definition: &'static RelationshipDef) {
        let owner = Owner::new(instance, definition);
        let given = {
            let mut state = lock(&self.state);
            state.owner = Some(owner.clone());
            erase_all(&state.added)
        };
        // What a builder put in learns only now whose it is.
        if let Some(instance) = owner.instance() {
            for target in given {
                if let Some(inverse) = owner.inverse(&target) {
                    inverse.link(&instance, false);
                }
            }
        }
    }

    fn unbind(&self) {
        lock(&self.state).owner = None;
    }

    fn loaded_epoch(&self) -> Option<u64> {
        self.members().ok().map(|_| lock(&self.state).epoch)
    }

    fn targets(&self) -> Vec<Arc<dyn AnyInstance>> {
        let state = lock(&self.state);
        erase_all(state.members.as_ref().unwrap_or(&state.added))
    }

    fn held(&self) -> Vec<Arc<dyn AnyInstance>> {
        let state = lock(&self.state);
        let links = state.members.as_ref().unwrap_or(&state.added);
        links.iter().filter(|link| link.is_strong()).filter_map(Link::target).map(|target| target.erase()).collect()
    }

    fn is_holding(&self) -> bool {
        let state = lock(&self.state);
        if state.members.is_some() { state.held > 0 } else { state.added.iter().any(Link::is_strong) }
    }

    fn history(&self) -> History {
        let state = lock(&self.state);
        History { added: erase_all(&state.added), removed: erase_all(&state.removed), set: false }
    }

    fn flushed(&self, epoch: u64) {
        if self.is_write_only() {
            self.forget();
            return;
        }
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        let mut state = lock(&self.state);
        if is_new {
            // Complete as of now; one that was loaded stays as old as it is.
            state.complete_if_new(true);
            state.epoch = epoch;
        }
        state.added.clear();
        state.removed.clear();
    }

    fn forget(&self) {
        let mut state = lock(&self.state);
        let owner = state.owner.take();
        *state =
            ManyState { owner, members: None, index: None, held: 0, epoch: 0, added: Vec::new(), removed: Vec::new() };
    }

    fn link(&self, other: &Arc<dyn AnyInstance>, hold: bool) {
        let Some(target) = other.clone().downcast::<T>() else { return };
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let mut state = lock(&self.state);
            state.complete_if_new(is_new);
            state.insert(&target, hold);
        }
        if let Some(owner) = owner {
            owner.changed(Some(other));
        }
    }

    fn unlink(&self, other: &Arc<dyn AnyInstance>) {
        let Some(target) = other.clone().downcast::<T>() else { return };
        let changed = lock(&self.state).take_out(&target, false);
        if changed && let Some(owner) = self.owner() {
            owner.changed(None);
        }
    }

    fn evict(&self, other: &Arc<dyn AnyInstance>) {
        let mut state = lock(&self.state);
        if state.members.is_some() {
            state.drop_member(crate::instance::address(other));
        }
    }

    fn loaded_by_inverse(&self, _other: &Arc<dyn AnyInstance>, _epoch: u64) -> bool {
        // One loaded child does not make a collection loaded.
        true
    }

    fn fill(&self, instances: Vec<Arc<dyn AnyInstance>>, epoch: u64) {
        if self.is_write_only() {
            return;
        }
        self.fill_with(instances.into_iter().filter_map(|instance| instance.downcast::<T>()).collect(), epoch);
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
        _session: &'s mut Session,
        _relationship: usize,
        _owners: Vec<Arc<dyn AnyInstance>>,
    ) -> BoxFuture<'s, Result<Vec<Arc<dyn AnyInstance>>>> {
        // Its owner has no foreign key.
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
}
