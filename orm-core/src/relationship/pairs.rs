//! The column pairs that a relationship joins.

use std::borrow::Cow;

use super::{RelationshipDef, RelationshipKind};
use crate::error::{Error, Result};
use crate::schema::{ForeignKey, Table};

/// Columns that a relationship equates, by index: `local` in the owner's table, `remote` in the target's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinColumns {
    /// Columns of the owner's table.
    pub local: Vec<usize>,
    /// Columns of the target's table, in the order of `local`.
    pub remote: Vec<usize>,
}

impl RelationshipDef {
    /// The column pairs of the foreign key that the relationship follows. `owner` is the table of the model that has the field.
    ///
    /// # Errors
    /// When there is no such foreign key, or several and none is named.
    pub fn join_columns(&self, owner: &Table) -> Result<JoinColumns> {
        let target = (self.target)();
        if self.primaryjoin.is_some() {
            return Ok(self.primary_join(owner)?.0);
        }
        let (child, parent) = match self.kind {
            RelationshipKind::BelongsTo => (owner, target),
            RelationshipKind::HasOne | RelationshipKind::HasMany => (target, owner),
        };
        let named = self.foreign_key.or_else(|| self.foreign_key_of_inverse(target));
        let key = foreign_key_between(child, parent, named)
            .map_err(|candidates| Error::ambiguous_relationship(self, &child.model, &parent.model, &candidates))?;
        let fk = indices(child, &key.columns);
        let pk = indices(parent, &key.target_columns);
        let (Some(fk), Some(pk)) = (fk, pk) else {
            return Err(Error::ambiguous_relationship(self, &child.model, &parent.model, &[]));
        };
        Ok(match self.kind {
            RelationshipKind::BelongsTo => JoinColumns { local: fk, remote: pk },
            RelationshipKind::HasOne | RelationshipKind::HasMany => JoinColumns { local: pk, remote: fk },
        })
    }

    /// Whether this side holds the foreign key.
    pub fn has_foreign_key(&self) -> bool {
        self.kind == RelationshipKind::BelongsTo
    }

    fn foreign_key_of_inverse(&self, target: &Table) -> Option<&'static str> {
        target.relationship_named(self.back_populates?)?.foreign_key
    }
}

/// The one foreign key from `child` to `parent` (over the column `named`, if given).
///
/// # Errors
/// The candidates' columns, when there is none or more than one.
pub fn foreign_key_between<'t>(
    child: &'t Table,
    parent: &Table,
    named: Option<&str>,
) -> std::result::Result<&'t ForeignKey, Vec<&'t str>> {
    let mut keys = child.foreign_keys.iter().filter(|key| {
        key.references(parent) && named.is_none_or(|name| key.columns.iter().any(|column| column == name))
    });
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key),
        _ => Err(telling_columns(child, parent)),
    }
}

/// All foreign keys from `child` to `parent`.
pub(super) fn foreign_keys_between<'t>(child: &'t Table, parent: &Table) -> impl Iterator<Item = &'t ForeignKey> {
    child.foreign_keys.iter().filter(move |key| key.references(parent))
}

/// For each foreign key from `child` to `parent`, a column to name it by: one that only this key has, if there is one.
pub(super) fn telling_columns<'t>(child: &'t Table, parent: &Table) -> Vec<&'t str> {
    let keys: Vec<&ForeignKey> = foreign_keys_between(child, parent).collect();
    let is_own = |key: &ForeignKey, column: &Cow<'static, str>| {
        keys.iter().all(|other| std::ptr::eq(*other, key) || !other.columns.contains(column))
    };
    let telling = |key: &&'t ForeignKey| {
        let key = *key;
        key.columns.iter().find(|column| is_own(key, column)).or(key.columns.first()).map(|column| &**column)
    };
    keys.iter().filter_map(telling).collect()
}

pub(super) fn indices(table: &Table, columns: &[Cow<'static, str>]) -> Option<Vec<usize>> {
    columns.iter().map(|name| table.column_index(name)).collect()
}
