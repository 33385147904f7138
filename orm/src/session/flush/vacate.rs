//! Columns that are NULL for a while: until the row's own UPDATE or DELETE later in the same flush.

use std::sync::Arc;

use orm_core::expr::{Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::{StatementRef, UpdateCore};
use orm_core::{Result, Value};

use super::association::among;
use crate::instance::{AnyInstance, lock};
use crate::session::Session;

/// A column of a row that is to be NULL.
pub(super) struct Vacated {
    pub(super) row: Arc<dyn AnyInstance>,
    pub(super) column: usize,
}

impl Session {
    /// Sets columns to NULL in the database, and there alone.
    pub(super) async fn vacate(&mut self, vacated: &[Vacated]) -> Result<()> {
        let mut alike: Vec<(&'static Table, usize, Vec<Vec<Value>>)> = Vec::new();
        for Vacated { row, column } in vacated {
            let key = row.key_at(lock(row.state()).base);
            match alike.iter_mut().find(|(table, of, _)| std::ptr::eq(*table, row.table()) && of == column) {
                Some((_, _, keys)) => keys.push(key),
                None => alike.push((row.table(), *column, vec![key])),
            }
        }
        for (table, column, keys) in alike {
            let chunk = self.link.engine_of(table).dialect().keys_per_list(table.primary_key().len() + 1);
            for keys in keys.chunks(chunk) {
                let update = UpdateCore {
                    set: vec![(column, Node::Value(Value::Null(table.columns[column].ty)))],
                    filter: vec![among(table, table.primary_key(), keys.to_vec())],
                    ..UpdateCore::new(TableRef::Static(table))
                };
                let compiled = self.link.engine_of(table).compile_one(StatementRef::Update(&update))?;
                self.link.execute(compiled, Some(table)).await?;
            }
        }
        Ok(())
    }
}
