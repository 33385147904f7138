//! [`ManyCell`]: the content of a collection and its history.

mod fill;
mod membership;
mod order;
mod undo;
mod unknown;

use std::any::Any;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, Weak};

use orm_core::error::NotLoaded;
use orm_core::relationship::RelationshipDef;

use self::undo::Step;
use super::changes::{Changes, Steps};
use super::link::{Link, holds};
use super::links::{Links, Taken};
use super::owner::{Owner, not_loaded};
use crate::instance::{AnyInstance, Cell, History, Instances, Lifecycle, Log, address, lock};

/// The cell of a `HasMany` or `HasOne`.
#[derive(Default)]
pub(super) struct ManyCell {
    state: Mutex<ManyState>,
}

#[derive(Default)]
struct ManyState {
    owner: Option<Owner>,
    /// The members, once they are known.
    members: Option<Links>,
    /// The session's epoch in which the members were loaded.
    epoch: u64,
    /// Came in since the last flush.
    added: Links,
    /// Went out since the last flush.
    removed: Links,
    /// Went out and came back while the members are not known.
    back: Links,
    /// How the members became what they are.
    changes: Changes<Step>,
    /// Whether links through a table in between changed since the last flush while it was not known which there are.
    blind: bool,
    /// Whether members changed places since the last flush.
    moved: bool,
    /// Whether its content was given here, be it none, and does not only follow from the other side.
    given: bool,
}

impl ManyState {
    /// A collection of an instance without a row is complete: nothing in the database can belong to it.
    fn complete_if_new(&mut self, is_new: bool) {
        if is_new && self.members.is_none() {
            self.members = Some(Links::default());
        }
    }

    /// What is known to be in: the members, or what came in while they are not known.
    fn known(&self) -> &Links {
        self.members.as_ref().unwrap_or(&self.added)
    }

    fn contains(&mut self, address: usize) -> bool {
        match &mut self.members {
            Some(members) => members.contains(address),
            None => self.added.contains(address) || self.back.contains(address),
        }
    }

    /// Takes an instance in. `noted` is whether that can be undone: not for an owner that is new itself.
    fn insert(&mut self, target: &Arc<dyn AnyInstance>, hold: bool, noted: bool) -> bool {
        let link = Link::new(target, hold);
        let address = link.address();
        if self.contains(address) {
            return false;
        }
        let was_removed = self.removed.remove(address);
        let blind = self.is_blind();
        self.blind |= blind;
        // Whether there is a link in a table in between is not known: it is to be there, as the last word says.
        if blind || !was_removed {
            self.added.insert(Link::new(target, hold));
        } else if self.members.is_none() {
            self.back.insert(Link::new(target, false));
        } else {
            // As a member it is where it was, in the order it is not.
            self.moved = true;
        }
        if let Some(members) = &mut self.members {
            members.insert(link);
            if noted {
                self.changes.note(Step::Added(address));
            }
        }
        true
    }

    /// Takes a member off the list, without a word to the history. False if it was known not to be there.
    fn drop_member(&mut self, address: usize, noted: bool) -> bool {
        let Some(members) = &mut self.members else {
            self.back.remove(address);
            return true;
        };
        let Some(Taken { link, at, closed }) = members.take(address) else { return false };
        if noted {
            self.changes.note(Step::Removed { at, target: link.weak(), held: link.is_strong() });
            if let Some(gaps) = closed {
                self.changes.note(Step::Closed(gaps));
            }
        }
        true
    }

    /// `linkable` is whether the target has a row, which a table in between may link.
    fn take_out(&mut self, target: &Arc<dyn AnyInstance>, hold: bool, noted: bool, linkable: bool) -> bool {
        let link = Link::new(target, hold);
        let address = link.address();
        if !self.drop_member(address, noted) {
            return false;
        }
        let blind = self.is_blind() && linkable;
        self.blind |= blind;
        if !self.added.remove(address) || blind {
            self.removed.insert(link);
        }
        true
    }

    /// Whether it was loaded before it changed; one that is outdated does not count.
    fn is_known(&self, is_new: bool) -> bool {
        self.members.is_some() && (is_new || self.epoch > 0) && !self.blind
    }

    /// Whether it leads through a table in between of which it is not known what it links.
    fn is_blind(&self) -> bool {
        self.members.is_none() && self.owner.as_ref().is_some_and(|owner| owner.definition().secondary.is_some())
    }

    fn clear_history(&mut self) {
        self.moved = false;
        self.clear_members();
    }

    /// As [`clear_history`](Self::clear_history), but for the order.
    fn clear_members(&mut self) {
        self.blind = false;
        self.added.clear();
        self.removed.clear();
        self.back.clear();
    }
}

impl ManyCell {
    /// A collection that was given, not loaded: everything in it is new to the database.
    pub(super) fn of(instances: Instances) -> Self {
        let cell = ManyCell::default();
        {
            let mut state = lock(&cell.state);
            state.members = Some(Links::default());
            state.given = true;
            for instance in instances {
                state.insert(&instance, true, false);
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

    /// The members.
    pub(super) fn members(&self) -> Result<Instances, NotLoaded> {
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        let mut state = lock(&self.state);
        state.complete_if_new(is_new);
        let members = state.members.as_ref().and_then(|members| members.iter().map(Link::target).collect());
        members.ok_or_else(|| not_loaded(state.owner.as_ref()))
    }

    /// The member, of which there is one at most.
    pub(super) fn only(&self) -> Result<Option<Arc<dyn AnyInstance>>, NotLoaded> {
        Ok(self.members()?.into_iter().next())
    }

    /// How many members, as far as is known, for `Debug`.
    pub(super) fn len(&self) -> Option<usize> {
        lock(&self.state).members.as_ref().map(Links::len)
    }
}

fn targets_of(links: &Links) -> Instances {
    links.iter().filter_map(Link::target).collect()
}

impl Cell for ManyCell {
    fn bind(&self, instance: &Weak<dyn AnyInstance>, definition: &'static RelationshipDef) {
        let owner = Owner::new(instance, definition);
        let given = {
            let mut state = lock(&self.state);
            state.owner = Some(owner.clone());
            targets_of(&state.added)
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
        targets_of(state.known())
    }

    fn held(&self, most: usize) -> Vec<Arc<dyn AnyInstance>> {
        let state = lock(&self.state);
        let held = state.known().iter().filter(|link| link.is_strong()).take(most);
        held.filter_map(Link::target).collect()
    }

    fn is_known(&self) -> bool {
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        lock(&self.state).is_known(is_new)
    }

    fn stored_link(&self, at: usize) -> Option<bool> {
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        let mut state = lock(&self.state);
        let unchanged = state.is_known(is_new) && !state.added.contains(at) && !state.removed.contains(at);
        unchanged.then(|| state.contains(at))
    }

    fn is_holding(&self) -> bool {
        lock(&self.state).known().any_held()
    }

    fn is_reordered(&self) -> bool {
        let state = lock(&self.state);
        state.moved || !state.added.is_empty() || !state.removed.is_empty()
    }

    fn history(&self) -> History {
        let state = lock(&self.state);
        History { added: targets_of(&state.added), removed: targets_of(&state.removed), set: false }
    }

    fn born(&self, epoch: u64) {
        let is_write_only = self.is_write_only();
        let mut state = lock(&self.state);
        if !is_write_only {
            // Complete as of now.
            state.complete_if_new(true);
            state.epoch = epoch;
        }
        state.changes.clear();
    }

    fn flushed(&self, _epoch: u64) {
        // What was loaded stays as old as it is.
        let is_write_only = self.is_write_only();
        let mut state = lock(&self.state);
        if is_write_only {
            state.let_go();
        }
        state.clear_members();
    }

    fn written_in_part(&self, found: &History, _epoch: u64) {
        let is_write_only = self.is_write_only();
        // One without a row has no part in what the database has.
        let stored = |instances: &[Arc<dyn AnyInstance>]| -> Instances {
            let stored = instances.iter().filter(|instance| lock(instance.state()).lifecycle == Lifecycle::Persistent);
            stored.cloned().collect()
        };
        let (added, removed) = (stored(&found.added), stored(&found.removed));
        let state = &mut *lock(&self.state);
        // What came in and is not noted any more went out again since, and the other way round.
        for link in added.iter().map(|instance| Link::new(instance, true)) {
            if !state.added.remove(link.address()) {
                state.removed.insert(link);
            }
        }
        for link in removed.iter().map(|instance| Link::new(instance, true)) {
            if !state.removed.remove(link.address()) {
                state.back.remove(link.address());
                state.added.insert(link);
            }
        }
        if is_write_only {
            state.let_go();
        }
    }

    fn numbered(&self) {
        lock(&self.state).moved = false;
    }

    fn forget(&self) {
        let mut state = lock(&self.state);
        state.changes.lose();
        state.members = None;
        state.epoch = 0;
        state.clear_history();
    }

    fn outdate(&self) {
        lock(&self.state).epoch = 0;
    }

    fn link(&self, other: &Arc<dyn AnyInstance>, hold: bool) {
        let owner = self.owner();
        self.make_room(owner.as_ref(), other);
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let mut state = lock(&self.state);
            state.complete_if_new(is_new);
            state.insert(other, hold, !is_new);
        }
        if let Some(owner) = owner {
            owner.changed(Some(other));
        }
    }

    fn unlink(&self, other: &Arc<dyn AnyInstance>) {
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        let linkable = !lock(other.state()).is_new();
        let changed = lock(&self.state).take_out(other, false, !is_new, linkable);
        if changed && let Some(owner) = owner {
            owner.changed(None);
        }
    }

    fn evict(&self, other: &Arc<dyn AnyInstance>) {
        let state = &mut *lock(&self.state);
        let address = address(other);
        state.drop_member(address, true);
        for links in [&mut state.added, &mut state.removed, &mut state.back] {
            links.remove(address);
        }
    }

    fn evict_for_good(&self, other: &Arc<dyn AnyInstance>) {
        let mut state = lock(&self.state);
        if state.members.is_some() && state.drop_member(address(other), false) {
            state.changes.lose();
        }
    }

    fn take_log(&self) -> Option<Log> {
        lock(&self.state).changes.take()
    }

    fn undo(&self, log: Log) {
        let log: Box<dyn Any> = log;
        if let Ok(log) = log.downcast::<Steps<Step>>() {
            self.take_back(*log);
        }
    }

    fn renew(&self) {
        lock(&self.state).renew();
    }

    fn is_given(&self) -> bool {
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        let state = lock(&self.state);
        // One of a new owner may be complete, and even have members by their references; that does not say that there are no others.
        if is_new { state.given } else { state.members.is_some() }
    }

    fn replace(&self, targets: Vec<Arc<dyn AnyInstance>>) {
        self.replace_members(self.members().unwrap_or_default(), targets);
    }

    fn evict_all(&self, others: &HashSet<usize>) {
        let state = &mut *lock(&self.state);
        if state.members.is_some() {
            for &address in others {
                state.drop_member(address, true);
            }
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
        self.fill_with(instances, epoch);
        // Where there is one at most, what was set meanwhile takes the place of what the database has.
        let set = lock(&self.state).added.iter().filter_map(Link::target).last();
        if let Some(target) = set {
            self.make_room(self.owner().as_ref(), &target);
        }
    }
}
