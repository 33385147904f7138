//! [`Lock`]: FOR UPDATE and its kin.

use crate::expr::TableRef;

/// How a SELECT locks the rows that it returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Against what.
    pub strength: LockStrength,
    /// The tables whose rows are locked; all when empty.
    pub of: Vec<TableRef>,
    /// What to do about rows that someone else has locked.
    pub wait: LockWait,
}

/// Against what a lock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockStrength {
    /// FOR UPDATE: against everything.
    Update,
    /// FOR NO KEY UPDATE: against everything but references to the row. PostgreSQL only.
    NoKeyUpdate,
    /// FOR SHARE: against changes.
    Share,
    /// FOR KEY SHARE: against changes of the key. PostgreSQL only.
    KeyShare,
}

/// What to do about rows that someone else has locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockWait {
    /// Wait for them.
    Wait,
    /// Fail.
    NoWait,
    /// Leave them out.
    SkipLocked,
}

impl Lock {
    fn new(strength: LockStrength) -> Self {
        Lock { strength, of: Vec::new(), wait: LockWait::Wait }
    }

    /// FOR UPDATE.
    pub fn update() -> Self {
        Self::new(LockStrength::Update)
    }

    /// FOR NO KEY UPDATE.
    pub fn no_key_update() -> Self {
        Self::new(LockStrength::NoKeyUpdate)
    }

    /// FOR SHARE.
    pub fn share() -> Self {
        Self::new(LockStrength::Share)
    }

    /// FOR KEY SHARE.
    pub fn key_share() -> Self {
        Self::new(LockStrength::KeyShare)
    }

    /// Locks the rows of this table only. MariaDB cannot.
    #[must_use]
    pub fn of(mut self, table: impl Into<TableRef>) -> Self {
        self.of.push(table.into());
        self
    }

    /// Fails at once if a row is locked.
    #[must_use]
    pub fn nowait(mut self) -> Self {
        self.wait = LockWait::NoWait;
        self
    }

    /// Leaves out rows that are locked.
    #[must_use]
    pub fn skip_locked(mut self) -> Self {
        self.wait = LockWait::SkipLocked;
        self
    }
}
