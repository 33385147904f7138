//! What a rollback does to a collection: the steps in which it changed, and how they are taken back.

use std::sync::Weak;

use super::{Link, ManyCell, ManyState, Owner, Steps, holds};
use crate::instance::{AnyInstance, Cell, lock};

/// A change of the members.
pub(super) enum Step {
    /// The instance at an address came in, at the end.
    Added(usize),
    /// All got other slots: these were theirs.
    Arranged(Vec<Option<usize>>),
    /// One went from a slot to another.
    Moved { from: usize, to: usize },
    /// One went out.
    Removed { at: usize, target: Option<Weak<dyn AnyInstance>>, held: bool },
    /// The gaps that members left were closed; where they were.
    Closed(Vec<usize>),
    /// The members of a new owner were written, and let go of: the collection is write-only.
    Written(Vec<(Option<Weak<dyn AnyInstance>>, bool)>),
}

impl ManyState {
    /// What a write-only collection was given is written: it keeps nothing. Members are known while the owner is new.
    pub(super) fn let_go(&mut self) {
        if let Some(members) = self.members.take() {
            self.changes.note(Step::Written(members.iter().map(|link| (link.weak(), link.is_strong())).collect()));
        }
    }

    /// The owner has no row any more: all members count as not in the database.
    pub(super) fn renew(&mut self) {
        self.changes.clear();
        self.removed.clear();
        self.back.clear();
        if let Some(members) = &self.members {
            self.added = members.iter().filter_map(Link::again).collect();
        }
    }
}

impl ManyCell {
    /// Takes steps back, the latest first, and with them the history.
    pub(super) fn take_back(&self, log: Steps<Step>) {
        let owner = self.owner().as_ref().and_then(Owner::instance);
        let again = |target: Option<Weak<dyn AnyInstance>>, held: bool| {
            let target = target?.upgrade()?;
            // Searched without the lock: the search reads this collection too.
            let hold = held && owner.as_ref().is_none_or(|owner| !holds(&target, owner));
            Some(Link::new(&target, hold))
        };
        let Some(steps) = lock(&self.state).changes.undo(log) else { return self.forget() };
        for step in steps {
            match step {
                Step::Added(address) => {
                    if let Some(members) = &mut lock(&self.state).members {
                        members.vacate(address);
                    }
                }
                Step::Arranged(before) => {
                    if let Some(members) = &mut lock(&self.state).members {
                        members.arrange(before);
                    }
                }
                Step::Moved { from, to } => {
                    if let Some(members) = &mut lock(&self.state).members {
                        members.shift(to, from);
                    }
                }
                Step::Removed { at, target, held } => {
                    let Some(link) = again(target, held) else { continue };
                    if let Some(members) = &mut lock(&self.state).members {
                        members.put_back(at, link);
                    }
                }
                Step::Closed(gaps) => {
                    if let Some(members) = &mut lock(&self.state).members {
                        members.open_gaps(gaps);
                    }
                }
                // Of an owner that has its row no more; not of one that left the session.
                Step::Written(members) if self.owner().as_ref().is_some_and(Owner::is_new) => {
                    let members = members.into_iter().filter_map(|(target, held)| again(target, held)).collect();
                    lock(&self.state).members = Some(members);
                }
                Step::Written(_) => {}
            }
        }
        lock(&self.state).clear_history();
    }
}
