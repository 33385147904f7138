//! [`Association`]: the columns of the table in between, of a many-to-many relationship.

use super::RelationshipDef;
use super::pairs::{foreign_keys_between, indices, telling_columns};
use crate::error::{Error, Result};
use crate::schema::{ForeignKey, Table};

/// How a many-to-many relationship goes from its owner to its target: `owner.local = table.near` and `table.far = target.remote`,
/// with columns by index.
#[derive(Clone, Debug)]
pub struct Association {
    /// The table in between.
    pub table: &'static Table,
    /// Columns of the owner's table.
    pub local: Vec<usize>,
    /// Columns in between that reference the owner, in the order of `local`.
    pub near: Vec<usize>,
    /// Columns in between that reference the target.
    pub far: Vec<usize>,
    /// Columns of the target's table, in the order of `far`.
    pub remote: Vec<usize>,
    /// Whether the database deletes what references a deleted owner.
    pub cascades: bool,
}

impl RelationshipDef {
    /// How a many-to-many relationship goes; `None` for any other. `owner` is the table of the model that has the field.
    ///
    /// # Errors
    /// When the table in between does not reference both sides, or in several ways and none is named.
    pub fn association(&self, owner: &Table) -> Result<Option<Association>> {
        let Some(table) = self.secondary.map(|secondary| secondary()) else { return Ok(None) };
        let target = (self.target)();
        let near = self.near_key(table, owner, target)?;
        let far: Vec<&ForeignKey> =
            foreign_keys_between(table, target).filter(|key| key.columns != near.columns).collect();
        let [far] = far[..] else { return Err(self.ambiguous(table, target)) };
        let columns = |of: &Table, names| indices(of, names).ok_or_else(|| self.ambiguous(table, of));
        Ok(Some(Association {
            table,
            local: columns(owner, &near.target_columns)?,
            near: columns(table, &near.columns)?,
            far: columns(table, &far.columns)?,
            remote: columns(target, &far.target_columns)?,
            cascades: near.on_delete == Some(crate::schema::ReferentialAction::Cascade),
        }))
    }

    /// The foreign key of the table in between that leads to the owner.
    fn near_key<'t>(&self, table: &'t Table, owner: &Table, target: &Table) -> Result<&'t ForeignKey> {
        let mut keys: Vec<&ForeignKey> = foreign_keys_between(table, owner).collect();
        let over = |key: &ForeignKey, name: &str| key.columns.iter().any(|column| column == name);
        if let Some(name) = self.foreign_key {
            keys.retain(|key| over(key, name));
        } else if let Some(name) = self.inverse().and_then(|inverse| inverse.foreign_key) {
            // The other side's is the one that leads to the target.
            keys.retain(|key| !over(key, name) || !std::ptr::eq(owner, target));
        }
        match keys[..] {
            [key] => Ok(key),
            _ => Err(self.ambiguous(table, owner)),
        }
    }

    fn ambiguous(&self, child: &Table, parent: &Table) -> Error {
        Error::ambiguous_relationship(self, &child.model, &parent.model, &telling_columns(child, parent))
    }
}
