//! References to tables and their columns from within a statement.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::schema::{ColumnDef, Table};

/// A table that a statement mentions: a model's (static) or one made at run time (shared).
#[derive(Clone)]
pub enum TableRef {
    /// The table of a model.
    Static(&'static Table),
    /// A table made at run time.
    Shared(Arc<Table>),
}

impl From<&'static Table> for TableRef {
    fn from(table: &'static Table) -> Self {
        TableRef::Static(table)
    }
}

impl From<Arc<Table>> for TableRef {
    fn from(table: Arc<Table>) -> Self {
        TableRef::Shared(table)
    }
}

impl From<Table> for TableRef {
    fn from(table: Table) -> Self {
        TableRef::Shared(Arc::new(table))
    }
}

impl Deref for TableRef {
    type Target = Table;

    fn deref(&self) -> &Table {
        match self {
            TableRef::Static(table) => table,
            TableRef::Shared(table) => table,
        }
    }
}

/// The same table: by identity, or by name for tables described twice.
impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq::<Table>(&**self, &**other) || (self.name == other.name && self.schema == other.schema)
    }
}

impl Eq for TableRef {}

impl fmt::Debug for TableRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A column of a table that a statement mentions.
#[derive(Clone, PartialEq, Eq)]
pub struct ColumnRef {
    /// The table.
    pub table: TableRef,
    /// Index of the column in it.
    pub index: usize,
}

impl ColumnRef {
    /// The column's definition; `None` if the table has no such column.
    pub fn definition(&self) -> Option<&ColumnDef> {
        self.table.columns.get(self.index)
    }
}

impl fmt::Debug for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.table.model, self.definition().map_or("?", |column| &*column.field))
    }
}
