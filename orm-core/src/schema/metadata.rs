//! [`MetaData`]: the tables of a schema, as `metadata![User, Post]` collects them.

use super::{Table, dependencies_first};
use crate::expr::TableRef;

/// A set of tables that are created and dropped together.
///
/// ```
/// use orm_core::schema::{ColumnDef, MetaData, Table};
/// use std::sync::Arc;
/// let columns = ["size", "colour"]; // known at run time
/// let table = columns.iter().fold(Table::new("settings"), |t, name| t.column(ColumnDef::new::<String>(*name)));
/// let metadata = MetaData::new([Arc::new(table)]);
/// assert_eq!(metadata.table("settings").map(|table| table.columns.len()), Some(2));
/// ```
#[derive(Clone, Debug, Default)]
pub struct MetaData {
    tables: Vec<TableRef>,
}

impl MetaData {
    /// The given tables, those of models or made at run time (`Arc<Table>`); one named twice counts once.
    pub fn new(tables: impl IntoIterator<Item: Into<TableRef>>) -> Self {
        let mut metadata = MetaData::default();
        for table in tables {
            metadata.add(table);
        }
        metadata
    }

    /// Adds a table, unless there is one of that name.
    pub fn add(&mut self, table: impl Into<TableRef>) -> &mut Self {
        let table = table.into();
        if !self.tables.contains(&table) {
            self.tables.push(table);
        }
        self
    }

    /// The tables, in the order given.
    pub fn tables(&self) -> &[TableRef] {
        &self.tables
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&TableRef> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The tables, each after those that its foreign keys reference.
    pub fn sorted_tables(&self) -> Vec<&Table> {
        dependencies_first(&self.tables.iter().map(|table| &**table).collect::<Vec<_>>())
    }
}
