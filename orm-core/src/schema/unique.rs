//! [`UniqueConstraint`]: columns in which no two rows agree.

use super::{Deferrable, Name};

/// A UNIQUE constraint over columns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// Name; the naming convention decides when `None`.
    pub name: Option<Name>,
    /// The columns, by name in the database.
    pub columns: Vec<Name>,
    /// Whether two NULLs count as the same (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// Whether the check may wait for the end of the transaction (PostgreSQL).
    pub deferrable: Option<Deferrable>,
}

impl UniqueConstraint {
    /// No two rows agree on all of `columns`.
    pub fn new(columns: impl IntoIterator<Item: Into<Name>>) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        UniqueConstraint { name: None, columns, nulls_not_distinct: false, deferrable: None }
    }

    /// Names the constraint.
    pub fn named(mut self, name: impl Into<Name>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes two NULLs count as the same.
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Lets the check wait for the end of the transaction.
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }
}
