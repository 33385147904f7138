//! References to tables, and to what stands in for one, from within a statement.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::{Alias, AliasOf};
use crate::schema::{ColumnDef, Table};

/// What provides columns to a statement: a model's table (static), one made at run time (shared), or an alias: another name for
/// a table, or a subquery, CTE, list of values or function that stands in a FROM as a table does.
#[derive(Clone)]
pub enum TableRef {
    /// The table of a model.
    Static(&'static Table),
    /// A table made at run time.
    Shared(Arc<Table>),
    /// Something with a name of its own within the statement.
    Alias(Arc<Alias>),
}

impl TableRef {
    /// The alias, if it is one.
    pub fn alias(&self) -> Option<&Alias> {
        match self {
            TableRef::Alias(alias) => Some(alias),
            _ => None,
        }
    }

    /// What an alias of a table is another name for; anything else is what it is.
    pub(crate) fn renamed(&self) -> &TableRef {
        match self.alias().map(|alias| &alias.of) {
            Some(AliasOf::Table(table) | AliasOf::Sample(table, _)) => table.renamed(),
            _ => self,
        }
    }

    /// The table of the database that it is, or is another name for; none for a subquery and the like.
    pub fn base_table(&self) -> Option<&Table> {
        match self.renamed() {
            TableRef::Static(table) => Some(table),
            TableRef::Shared(table) => Some(table),
            TableRef::Alias(_) => None,
        }
    }

    /// Whether the columns' types are only as the tree tells them.
    pub(crate) fn is_described(&self) -> bool {
        self.alias().is_some_and(|alias| !matches!(alias.of, AliasOf::Table(_) | AliasOf::Sample(..)))
    }
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
            TableRef::Alias(alias) => alias.table(),
        }
    }
}

/// The same table: by identity, or by name for tables described twice. An alias is only itself.
impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (TableRef::Alias(a), TableRef::Alias(b)) => a.id() == b.id(),
            (TableRef::Alias(_), _) | (_, TableRef::Alias(_)) => false,
            (a, b) => std::ptr::eq::<Table>(&**a, &**b) || (a.name == b.name && a.schema == b.schema),
        }
    }
}

impl Eq for TableRef {}

impl fmt::Debug for TableRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableRef::Alias(alias) => alias.fmt(f),
            table => f.write_str(&table.name),
        }
    }
}

impl From<&TableRef> for TableRef {
    fn from(table: &TableRef) -> Self {
        table.clone()
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

/// As errors name it: `User::email`.
impl fmt::Debug for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.definition().map_or("?", |column| &*column.field);
        match &self.table {
            TableRef::Alias(alias) => write!(f, "{alias:?}.{column}"),
            table => write!(f, "{}::{column}", table.model),
        }
    }
}
