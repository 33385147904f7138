//! Indexes and unique constraints over several columns.

use std::borrow::Cow;

/// An index over columns, unique or not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Name; the naming convention decides when `None`.
    pub name: Option<Cow<'static, str>>,
    /// The columns, by name in the database.
    pub columns: Vec<Cow<'static, str>>,
    /// Whether two rows may not agree on all columns.
    pub unique: bool,
}

impl Index {
    /// An index over `columns`.
    pub fn new(columns: impl IntoIterator<Item: Into<Cow<'static, str>>>) -> Self {
        Index { name: None, columns: columns.into_iter().map(Into::into).collect(), unique: false }
    }

    /// Names the index.
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes the index unique.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
}

/// A UNIQUE constraint over columns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// Name; the naming convention decides when `None`.
    pub name: Option<Cow<'static, str>>,
    /// The columns, by name in the database.
    pub columns: Vec<Cow<'static, str>>,
}

impl UniqueConstraint {
    /// No two rows agree on all of `columns`.
    pub fn new(columns: impl IntoIterator<Item: Into<Cow<'static, str>>>) -> Self {
        UniqueConstraint { name: None, columns: columns.into_iter().map(Into::into).collect() }
    }

    /// Names the constraint.
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }
}
