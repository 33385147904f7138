//! [`ForeignKey`]: a reference from columns of one table to the key of another.

use std::borrow::Cow;

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

/// A foreign key constraint over one or several columns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Name of the constraint; the naming convention decides when `None`.
    pub name: Option<Cow<'static, str>>,
    /// The referencing columns, by name in the database.
    pub columns: Vec<Cow<'static, str>>,
    /// The referenced table.
    pub target: Cow<'static, str>,
    /// The referenced columns, in the order of `columns`.
    pub target_columns: Vec<Cow<'static, str>>,
    /// ON DELETE.
    pub on_delete: Option<ReferentialAction>,
    /// ON UPDATE.
    pub on_update: Option<ReferentialAction>,
}

impl ForeignKey {
    /// References `target_columns` of the table `target`.
    pub fn new(
        columns: impl IntoIterator<Item: Into<Cow<'static, str>>>,
        target: impl Into<Cow<'static, str>>,
        target_columns: impl IntoIterator<Item: Into<Cow<'static, str>>>,
    ) -> Self {
        ForeignKey {
            name: None,
            columns: columns.into_iter().map(Into::into).collect(),
            target: target.into(),
            target_columns: target_columns.into_iter().map(Into::into).collect(),
            on_delete: None,
            on_update: None,
        }
    }

    /// Names the constraint.
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Self {
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
}
