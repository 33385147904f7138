//! Versions of rows: an UPDATE or DELETE finds a row by its key and by the version that was read, so that it does not find one that
//! somebody else changed.

use std::sync::Arc;

use orm_core::schema::{Table, Version};
use orm_core::{Columns, Error, Result, Value};

use super::set_value;
use super::update::show_key;
use crate::instance::{AnyInstance, lock, rebase};
use crate::unit_of_work::Session;

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
    if matches!(version, Version::Server) {
        return Ok(None);
    }
    let last = row.version(base).column(index).map(|value| value.to_value());
    set_value(field, next_version(table, version, last.as_ref())?)?;
    Ok(Some(index))
}

impl Session {
    /// Reads the versions that the database gave to rows when it wrote something else of them, and nothing else: what is pending stays.
    pub(super) async fn read_versions(&mut self, table: &'static Table, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        let (Some(version), Some(like)) = (table.version(), rows.first()) else { return Ok(()) };
        let base = |row: &Arc<dyn AnyInstance>| lock(row.state()).base;
        let mut drafts: Vec<Box<dyn Columns>> = rows.iter().map(|row| row.draft_of(base(row))).collect();
        let targets = drafts.iter_mut().map(|draft| &mut **draft as &mut dyn Columns).collect();
        self.read_back(table, &[version], like, targets).await?;
        for (row, draft) in rows.iter().zip(&drafts) {
            self.journal.record(row, base(row));
            rebase(row, &mut |stored| {
                if let (Some(field), Some(value)) = (stored.column_mut(version), draft.column(version)) {
                    field.assign(value);
                }
            });
        }
        Ok(())
    }
}

/// The error for rows of which fewer were found than there should be.
pub(super) fn stale(table: &'static Table, keys: &[Vec<Value>], matched: u64) -> Error {
    let shown: Vec<String> = keys.iter().map(|key| show_key(key)).collect();
    Error::StaleData { model: &table.model, key: shown.join(", "), expected: keys.len() as u64, matched }
}
