//! What a session keeps per instance.

use std::any::Any;
use std::sync::{Arc, Weak};

use orm_core::model::ColumnSet;

use crate::session::SessionShared;

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

/// The mutable state of an instance beside its versions.
pub struct State {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) session: Weak<SessionShared>,
    /// The version that is in the database, as far as the session knows.
    pub(crate) base: usize,
    /// Columns of a new instance that are left to the database or a relationship.
    pub(crate) unset: ColumnSet,
    /// Whether it is on the session's list of changed instances.
    pub(crate) queued: bool,
    /// Whether a stream gave it away and the session does not hold it: it does from the first change on.
    pub(crate) streamed: bool,
    /// Whether the next flush deletes it.
    pub(crate) deleting: bool,
    /// Whether the session's journal refers to its versions.
    pub(crate) in_transaction: bool,
    /// The session's epoch in which it was read: an older one makes it stale.
    pub(crate) epoch: u64,
    /// The instances that the same query loaded.
    pub(crate) siblings: Option<Arc<dyn Any + Send + Sync>>,
}

impl State {
    pub(crate) fn transient(unset: ColumnSet) -> Self {
        State {
            lifecycle: Lifecycle::Transient,
            session: Weak::new(),
            base: 0,
            unset,
            queued: false,
            streamed: false,
            deleting: false,
            in_transaction: false,
            epoch: 0,
            siblings: None,
        }
    }

    pub(crate) fn persistent(session: Weak<SessionShared>, epoch: u64) -> Self {
        State { lifecycle: Lifecycle::Persistent, session, epoch, ..State::transient(ColumnSet::EMPTY) }
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

    /// Whether the instance has no row yet.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.lifecycle, Lifecycle::Transient | Lifecycle::Pending)
    }
}
