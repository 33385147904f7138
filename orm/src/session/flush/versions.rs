//! Versions of rows: an UPDATE or DELETE finds a row by its key and by the version that was read, so that it does not find one that
//! somebody else changed.

use std::sync::Arc;

use orm_core::schema::{Table, Version};
use orm_core::{Columns, Error, Result, Value};

use super::set_value;
use super::update::show_key;
use crate::instance::AnyInstance;

/// The columns by which a statement finds a row: its key, and its version if it has one.
pub(super) fn found_by(table: &'static Table) -> impl Iterator<Item = usize> {
    table.primary_key().iter().copied().chain(table.version())
}

/// What [`found_by`] held in a version of an instance.
pub(super) fn place_of(row: &Arc<dyn AnyInstance>, base: usize) -> Vec<Value> {
    let version = row.version(base);
    found_by(row.table()).filter_map(|index| version.column(index)).map(|value| value.to_value()).collect()
}

/// The version after `last`, or the first.
pub(super) fn next_version(table: &Table, version: &Version, last: Option<&Value>) -> Result<Value> {
    version.next(last).ok_or_else(|| {
        let message = format!("the version of `{}` has no next value: it is too large, or made by SQL", table.model);
        Error::InvalidState(message)
    })
}

/// Counts an UPDATE of a row: writes the version after that of `row` at `base` into the draft, unless it is among the `columns` that
/// are set anyway. Gives its index if it did.
pub(super) fn count_update(
    row: &Arc<dyn AnyInstance>,
    base: usize,
    columns: &[usize],
    draft: &mut dyn Columns,
) -> Result<Option<usize>> {
    let table = row.table();
    let Some(index) = table.version().filter(|index| !columns.contains(index)) else { return Ok(None) };
    let (Some(version), Some(field)) = (&table.columns[index].version, draft.column_mut(index)) else {
        return Ok(None);
    };
    let last = row.version(base).column(index).map(|value| value.to_value());
    set_value(field, next_version(table, version, last.as_ref())?)?;
    Ok(Some(index))
}

/// The error for rows of which fewer were found than there should be.
pub(super) fn stale(table: &'static Table, keys: &[Vec<Value>], matched: u64) -> Error {
    let shown: Vec<String> = keys.iter().map(|key| show_key(key)).collect();
    Error::StaleData { model: &table.model, key: shown.join(", "), expected: keys.len() as u64, matched }
}
