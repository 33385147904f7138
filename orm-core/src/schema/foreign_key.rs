//! [`ForeignKey`]: a reference from columns of one table to the key of another.

use super::{Name, Table};
use crate::model::Mapped;

/// What happens to a row when the row it references is deleted or its key changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferentialAction {
    /// Refuse, checked at the end of the statement (of the transaction where deferrable).
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Do the same to this row.
    Cascade,
    /// Set the columns to NULL.
    SetNull,
    /// Set the columns to their default.
    SetDefault,
}

impl ReferentialAction {
    /// The SQL keywords.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// When a constraint is checked that may wait until the transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deferrable {
    /// With each statement, unless `SET CONSTRAINTS .. DEFERRED` says otherwise.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

impl Deferrable {
    /// The SQL keywords.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Immediate => "DEFERRABLE INITIALLY IMMEDIATE",
            Self::Deferred => "DEFERRABLE INITIALLY DEFERRED",
        }
    }
}

/// When a foreign key of several columns, some of which are NULL, is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchType {
    /// Not at all: one NULL is enough. What every database does by default.
    Simple,
    /// Either all columns are NULL or none (PostgreSQL).
    Full,
}

/// A foreign key constraint over one or several columns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Name of the constraint; the naming convention decides when `None`.
    pub name: Option<Name>,
    /// The referencing columns, by name in the database.
    pub columns: Vec<Name>,
    /// The referenced table.
    pub target: Name,
    /// The schema of the referenced table, where it has one.
    pub target_schema: Option<Name>,
    /// The referenced columns, in the order of `columns`.
    pub target_columns: Vec<Name>,
    /// ON DELETE.
    pub on_delete: Option<ReferentialAction>,
    /// ON UPDATE.
    pub on_update: Option<ReferentialAction>,
    /// MATCH.
    pub match_type: MatchType,
    /// Whether the check may wait for the end of the transaction.
    pub deferrable: Option<Deferrable>,
}

impl ForeignKey {
    /// References `target_columns` of the table `target`.
    pub fn new(
        columns: impl IntoIterator<Item: Into<Name>>,
        target: impl Into<Name>,
        target_columns: impl IntoIterator<Item: Into<Name>>,
    ) -> Self {
        ForeignKey {
            name: None,
            columns: columns.into_iter().map(Into::into).collect(),
            target: target.into(),
            target_schema: None,
            target_columns: target_columns.into_iter().map(Into::into).collect(),
            on_delete: None,
            on_update: None,
            match_type: MatchType::Simple,
            deferrable: None,
        }
    }

    /// References columns of the table of a model.
    pub fn to<M: Mapped>(
        columns: impl IntoIterator<Item: Into<Name>>,
        target_columns: impl IntoIterator<Item: Into<Name>>,
    ) -> Self {
        ForeignKey { target_schema: M::SCHEMA.map(Name::Borrowed), ..Self::new(columns, M::TABLE, target_columns) }
    }

    /// Whether it references this table.
    pub fn references(&self, table: &Table) -> bool {
        self.target == table.name && self.target_schema == table.schema
    }

    /// Says in which schema the referenced table is.
    pub fn target_schema(mut self, schema: impl Into<Name>) -> Self {
        self.target_schema = Some(schema.into());
        self
    }

    /// Names the constraint.
    pub fn named(mut self, name: impl Into<Name>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets ON DELETE.
    pub fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.on_delete = Some(action);
        self
    }

    /// Sets ON UPDATE.
    pub fn on_update(mut self, action: ReferentialAction) -> Self {
        self.on_update = Some(action);
        self
    }

    /// Sets MATCH.
    pub fn match_type(mut self, match_type: MatchType) -> Self {
        self.match_type = match_type;
        self
    }

    /// Lets the check wait for the end of the transaction.
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }
}
