//! [`MetaData`]: the tables of a schema, as `metadata![User, Post]` collects them.

use super::{Table, dependencies_first};

/// A set of tables that are created and dropped together.
#[derive(Clone, Debug, Default)]
pub struct MetaData {
    tables: Vec<&'static Table>,
}

impl MetaData {
    /// The given tables; one named twice counts once.
    pub fn new(tables: impl IntoIterator<Item = &'static Table>) -> Self {
        let mut all: Vec<&'static Table> = Vec::new();
        for table in tables {
            if !all.iter().any(|known| known.name == table.name) {
                all.push(table);
            }
        }
        MetaData { tables: all }
    }

    /// The tables, in the order given.
    pub fn tables(&self) -> &[&'static Table] {
        &self.tables
    }

    /// The tables, each after those that its foreign keys reference.
    pub fn sorted_tables(&self) -> Vec<&'static Table> {
        dependencies_first(&self.tables)
    }
}
