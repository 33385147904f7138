//! Columns that are NULL for a while: until the row's own UPDATE or DELETE later in the same flush.

use std::collections::HashSet;
use std::sync::Arc;

use orm_core::expr::{Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::{StatementRef, UpdateCore};
use orm_core::{Result, Value};

use super::association::among;
use super::versions::{found_by, place_of, stale};
use crate::instance::{AnyInstance, Instances, address, lock};
use crate::unit_of_work::Session;

/// A column of a row that is to be NULL.
pub(super) struct Vacated {
    pub(super) row: Arc<dyn AnyInstance>,
    pub(super) column: usize,
}

impl Session {
    /// Sets columns to NULL in the database, and there alone.
    pub(super) async fn vacate(&mut self, vacated: &[Vacated]) -> Result<()> {
        let mut alike: Vec<(&'static Table, usize, Instances)> = Vec::new();
        let mut seen = HashSet::new();
        // Several unique keys may share a column.
        for Vacated { row, column } in vacated.iter().filter(|one| seen.insert((address(&one.row), one.column))) {
            match alike.iter_mut().find(|(table, of, _)| std::ptr::eq(*table, row.table()) && of == column) {
                Some((_, _, rows)) => rows.push(row.clone()),
                None => alike.push((row.table(), *column, vec![row.clone()])),
            }
        }
        for (table, column, rows) in alike {
            // The row's own statement looks at its version, unless the database changes that now.
            let changes_version = table.has_server_version();
            let by: Vec<usize> = if changes_version { found_by(table).collect() } else { table.primary_key().to_vec() };
            let chunk = self.link.engine_of(table).dialect().keys_per_list(by.len() + 1);
            for rows in rows.chunks(chunk) {
                let place = |row| place_of(row, lock(row.state()).base).into_iter().take(by.len()).collect();
                let places: Vec<Vec<Value>> = rows.iter().map(place).collect();
                let update = UpdateCore {
                    set: vec![(column, Node::Value(Value::Null(table.columns[column].ty)))],
                    filter: vec![among(table, &by, places.clone())],
                    ..UpdateCore::new(TableRef::Static(table))
                };
                let compiled = self.link.engine_of(table).compile_one(StatementRef::Update(&update))?;
                let matched = self.link.execute(compiled, Some(table)).await?.rows_affected;
                if changes_version {
                    if matched != rows.len() as u64 {
                        return Err(stale(table, &places, matched));
                    }
                    self.read_versions(table, rows).await?;
                }
            }
        }
        Ok(())
    }
}
