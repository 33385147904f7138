//! Validators of columns: asked before a flush writes anything.

use orm_core::{Error, Result};

use super::collect::Work;
use crate::instance::{AnyInstance, changed_columns, lock, still_unset};

impl Work {
    /// Asks the validators of every column that is to be written, and whether foreign keys agree on what they share.
    pub(super) fn validate(&self) -> Result<()> {
        self.inserts.iter().try_for_each(|row| validate(&**row, None))?;
        self.updates.iter().try_for_each(|row| {
            let base = lock(row.state()).base;
            validate(&**row, Some(base))
        })?;
        self.agree()?;
        self.links_agree()
    }
}

/// Asks the validators of the columns that are set, or that have changed since a version.
pub(crate) fn validate(instance: &dyn AnyInstance, since: Option<usize>) -> Result<()> {
    let table = instance.table();
    if !table.has_validators() {
        return Ok(());
    }
    let latest = instance.version(instance.current());
    let changed = since.map(|base| changed_columns(instance, base));
    let unset = {
        let state = lock(instance.state());
        if state.is_new() { Some(state.unset.clone()) } else { None }
    };
    let unset = unset.map(|unset| still_unset(&unset, instance.version(0), latest));
    for (index, column) in table.columns.iter().enumerate() {
        let written = changed.as_ref().is_none_or(|changed| changed.contains(index))
            && unset.as_ref().is_none_or(|unset| !unset.contains(index));
        if let (true, Some(validator), Some(value)) = (written, column.validator, latest.column(index)) {
            validator(value).map_err(|message| Error::Validation {
                model: &table.model,
                field: &column.field,
                message,
            })?;
        }
    }
    Ok(())
}
