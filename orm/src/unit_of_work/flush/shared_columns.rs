//! Columns that several foreign keys of a row share, such as the tenant that is part of every key: what the relationships lead to must
//! agree on them. Where it is known beforehand that it does not, nothing is written at all.

use std::sync::Arc;

use orm_core::schema::Table;
use orm_core::{Columns, Error, Result, Value};

use super::collect::Work;
use super::foreign_keys::Sync;
use crate::instance::{AnyInstance, certainly_differ};

impl Work {
    /// Whether the relationships of each row agree, as far as their keys are known.
    pub(super) fn agree(&self) -> Result<()> {
        let rows = self.inserts.iter().chain(&self.updates);
        rows.filter(|row| self.syncs_of(row).len() > 1).try_for_each(|row| {
            let mut seen: Vec<(usize, Value, &Sync)> = Vec::new();
            for sync in self.syncs_of(row) {
                for (column, value) in sync.known(self) {
                    check(row.table(), &seen, column, &value, sync)?;
                    seen.push((column, value, sync));
                }
            }
            Ok(())
        })
    }

    /// Copies the keys of what relationships lead to into a draft of the row.
    pub(super) fn apply_syncs<'s>(
        &'s self,
        row: &Arc<dyn AnyInstance>,
        draft: &mut dyn Columns,
        syncs: impl Iterator<Item = &'s Sync>,
    ) -> Result<()> {
        let mut seen: Vec<(usize, Value, &Sync)> = Vec::new();
        for sync in syncs {
            sync.apply(&**row, draft, self)?;
            for &column in sync.columns.iter().filter(|_| sync.parent.is_some()) {
                let Some(value) = draft.column(column).map(|field| field.to_value()) else { continue };
                check(row.table(), &seen, column, &value, sync)?;
                seen.push((column, value, sync));
            }
        }
        Ok(())
    }
}

/// Whether a relationship gives a column of its foreign key the value that others have given it.
fn check(table: &Table, seen: &[(usize, Value, &Sync)], column: usize, value: &Value, sync: &Sync) -> Result<()> {
    let Some((_, other, by)) = seen.iter().find(|(of, other, _)| *of == column && certainly_differ(other, value))
    else {
        return Ok(());
    };
    let field = &table.columns[column].field;
    Err(disagreement(&format!("`{}::{field}`", table.model), &[(&by.to_string(), other), (&sync.to_string(), value)]))
}

/// The error of two sides that lead to different values of a column.
pub(super) fn disagreement(column: &str, sides: &[(&str, &Value); 2]) -> Error {
    let [(one, a), (other, b)] = sides;
    Error::InvalidState(format!(
        "{one} and {other} share the column {column}, and lead to rows that disagree on it ({a} and {b}): link rows that agree"
    ))
}
