//! [`Table`]: a table with its columns, constraints and (for models) relationships.

use std::borrow::Cow;

use super::{ColumnDef, ForeignKey, Index, NamingConvention, UniqueConstraint};
use crate::relationship::RelationshipDef;

/// A table: built once per model by the derive, or by hand for schemas known only at run time.
///
/// ```
/// use orm_core::schema::{ColumnDef, Table};
/// let users = Table::new("users")
///     .column(ColumnDef::new::<i64>("id").primary_key())
///     .column(ColumnDef::new::<String>("name"));
/// assert_eq!(users.column_index("name"), Some(1));
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Table {
    /// Name in the database.
    pub name: Cow<'static, str>,
    /// The model's name, or the table's where there is no model. Errors speak of it.
    pub model: Cow<'static, str>,
    /// Columns in order.
    pub columns: Vec<ColumnDef>,
    /// Foreign keys, of one or several columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// UNIQUE constraints.
    pub uniques: Vec<UniqueConstraint>,
    /// Indexes.
    pub indexes: Vec<Index>,
    /// Relationships of the model, in the order of its fields.
    pub relationships: Vec<RelationshipDef>,
    primary_key: Vec<usize>,
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        Table { model: name.clone(), name, ..Table::default() }
    }

    /// The model that the table belongs to.
    pub fn model(mut self, model: impl Into<Cow<'static, str>>) -> Self {
        self.model = model.into();
        self
    }

    /// Adds a column, and the constraints and indexes declared on it.
    pub fn column(mut self, mut column: ColumnDef) -> Self {
        if column.primary_key {
            self.primary_key.push(self.columns.len());
        }
        // unique + index is one unique index, as in SQLAlchemy.
        match (column.unique, column.index) {
            (true, true) => self.indexes.push(Index::new([column.name.clone()]).unique()),
            (true, false) => self.uniques.push(UniqueConstraint::new([column.name.clone()])),
            (false, true) => self.indexes.push(Index::new([column.name.clone()])),
            (false, false) => {}
        }
        self.foreign_keys.extend(column.foreign_key.take());
        self.columns.push(column);
        self
    }

    /// Adds several columns.
    pub fn with_columns(self, columns: impl IntoIterator<Item = ColumnDef>) -> Self {
        columns.into_iter().fold(self, Table::column)
    }

    /// Adds a foreign key over several columns.
    pub fn foreign_key(mut self, key: ForeignKey) -> Self {
        self.foreign_keys.push(key);
        self
    }

    /// Adds a UNIQUE constraint.
    pub fn unique(mut self, unique: UniqueConstraint) -> Self {
        self.uniques.push(unique);
        self
    }

    /// Adds an index.
    pub fn index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }

    /// Adds a relationship of the model.
    pub fn relationship(mut self, relationship: RelationshipDef) -> Self {
        self.relationships.push(relationship);
        self
    }

    /// Indices of the primary key columns.
    pub fn primary_key(&self) -> &[usize] {
        &self.primary_key
    }

    /// Names of the primary key columns.
    pub(crate) fn primary_key_names(&self) -> Vec<&str> {
        self.primary_key.iter().map(|&index| &*self.columns[index].name).collect()
    }

    /// The index of the column called `name` in the database.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The relationship of the field `name`.
    pub fn relationship_named(&self, name: &str) -> Option<&RelationshipDef> {
        self.relationships.iter().find(|relationship| relationship.name == name)
    }

    /// The column that the database numbers: the one that says `autoincrement`, or else a primary key that is a single integer and no foreign key.
    pub fn autoincrement(&self) -> Option<usize> {
        if let Some(index) = self.columns.iter().position(|column| column.autoincrement == Some(true)) {
            return Some(index);
        }
        let [index] = self.primary_key[..] else { return None };
        let column = &self.columns[index];
        let references = self.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
        (column.autoincrement.is_none()
            && column.ty.is_integer()
            && !references
            && column.default.is_none()
            && column.server_default.is_none())
        .then_some(index)
    }

    /// The name of the unique constraint, unique index or primary key over exactly `columns`, in any order.
    pub fn unique_name(&self, columns: &[&str]) -> Option<String> {
        fn same<N: AsRef<str>>(of: &[N], columns: &[&str]) -> bool {
            of.len() == columns.len() && of.iter().all(|name| columns.contains(&name.as_ref()))
        }
        let naming = NamingConvention;
        if let Some(unique) = self.uniques.iter().find(|unique| same(&unique.columns, columns)) {
            return Some(naming.unique(self, unique));
        }
        if let Some(index) = self.indexes.iter().find(|index| index.unique && same(&index.columns, columns)) {
            return Some(naming.index(self, index));
        }
        same(&self.primary_key_names(), columns).then(|| naming.primary_key(self))
    }
}
