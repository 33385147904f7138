//! What a session keeps per instance.

use std::sync::{Arc, Weak};

use orm_core::expr::Node;
use orm_core::model::ColumnSet;

use super::SessionShared;
use super::siblings::Siblings;

/// Where an instance stands with regard to a session and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// New, and in no session.
    Transient,
    /// New, and to be inserted by the next flush.
    Pending,
    /// In a session, with a row in the database.
    Persistent,
    /// Its row is deleted, in a transaction that is not committed yet.
    Deleted,
    /// It had a row when it left its session.
    Detached,
}

/// An epoch that is older than any: the next row that comes for the instance refreshes it.
pub(crate) const STALE: u64 = 0;

/// The mutable state of an instance beside its versions.
pub struct State {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) session: Weak<SessionShared>,
    /// The version that is in the database, as far as the session knows.
    pub(crate) base: usize,
    /// Columns of a new instance that are left to the database or a relationship.
    pub(crate) unset: ColumnSet,
    /// Columns of a new instance that its builder was not given: `merge` leaves them alone.
    pub(crate) omitted: ColumnSet,
    /// Columns that the next flush sets to expressions.
    pub(crate) expressions: Vec<(usize, Node)>,
    /// Whether it is on the session's list of changed instances.
    pub(crate) queued: bool,
    /// Whether a stream gave it away and the session does not hold it: it does from the first change on.
    pub(crate) streamed: bool,
    /// Whether the next flush deletes it.
    pub(crate) deleting: bool,
    /// The last frame of the session's journal that refers to its versions, counted from 1; 0 if none does.
    pub(crate) journaled: u32,
    /// Whether a rollback took it out of its session, as new as it was.
    pub(crate) expelled: bool,
    /// Whether the session is to read it anew before it hands it out by its key.
    pub(crate) expired: bool,
    /// The session's epoch in which it was read: an older one makes it stale.
    pub(crate) epoch: u64,
    /// How many guards of `edit()` are open.
    edits: usize,
    /// The instances that the same query loaded.
    pub(crate) siblings: Option<Arc<Siblings>>,
}

impl State {
    pub(crate) fn transient(unset: ColumnSet) -> Self {
        State {
            lifecycle: Lifecycle::Transient,
            session: Weak::new(),
            base: 0,
            unset,
            omitted: ColumnSet::EMPTY,
            expressions: Vec::new(),
            queued: false,
            streamed: false,
            deleting: false,
            journaled: 0,
            expelled: false,
            expired: false,
            epoch: 0,
            edits: 0,
            siblings: None,
        }
    }

    /// Of one that was built, some columns of which nobody gave.
    pub(crate) fn built(unset: ColumnSet, omitted: ColumnSet) -> Self {
        State { omitted, ..State::transient(unset) }
    }

    pub(crate) fn persistent(session: Weak<SessionShared>, epoch: u64) -> Self {
        State { lifecycle: Lifecycle::Persistent, session, epoch, ..State::transient(ColumnSet::EMPTY) }
    }

    /// Belongs to a session from now on, or to none. Its open guards are that session's to wait for.
    pub(crate) fn belong_to(&mut self, session: Weak<SessionShared>) {
        let former = std::mem::replace(&mut self.session, session);
        if self.edits > 0 {
            former.upgrade().inspect(|session| session.count_edits(self.edits, 0));
            self.session.upgrade().inspect(|session| session.count_edits(0, self.edits));
        }
    }

    /// A guard of `edit()` opens, or closes.
    pub(super) fn count_edit(&mut self, opens: bool) {
        self.edits = if opens { self.edits + 1 } else { self.edits.saturating_sub(1) };
        if let Some(session) = self.session.upgrade() {
            session.count_edits(usize::from(!opens), usize::from(opens));
        }
    }

    /// Whether a guard of `edit()` is open.
    pub(crate) fn is_being_edited(&self) -> bool {
        self.edits > 0
    }

    /// Sets a column to an expression; `None` takes one back.
    pub(crate) fn assign(&mut self, column: usize, expression: Option<Node>) {
        self.expressions.retain(|(index, _)| *index != column);
        self.expressions.extend(expression.map(|node| (column, node)));
    }

    /// Where the instance stands, given that its session may be gone.
    pub(crate) fn effective(&self) -> Lifecycle {
        if self.session.strong_count() > 0 {
            return self.lifecycle;
        }
        match self.lifecycle {
            Lifecycle::Transient | Lifecycle::Pending => Lifecycle::Transient,
            Lifecycle::Persistent | Lifecycle::Deleted | Lifecycle::Detached => Lifecycle::Detached,
        }
    }

    /// Whether its row may have other values than it shows: what is set to what it shows is to be written all the same.
    pub(super) fn is_outdated(&self) -> bool {
        self.lifecycle != Lifecycle::Deleted && !self.is_new() && (self.expired || self.epoch == STALE)
    }

    /// Whether the instance has no row yet.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.lifecycle, Lifecycle::Transient | Lifecycle::Pending)
    }
}
