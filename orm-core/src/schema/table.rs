//! [`Table`]: a table with its columns, constraints and (for models) relationships.

use super::{
    CheckConstraint, ColumnDef, ColumnType, ForeignKey, Index, Name, NamingConvention, UniqueConstraint, Version,
};
use crate::expr::{ColumnRef, Node, TableRef};
use crate::relationship::RelationshipDef;
use crate::value::Value;

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
    pub name: Name,
    /// The schema that it is in: the database on MySQL, the attached one on SQLite. `None` is the connection's own.
    pub schema: Option<Name>,
    /// COMMENT.
    pub comment: Option<Name>,
    /// The model's name, or the table's where there is no model. Errors speak of it.
    pub model: Name,
    /// Columns in order.
    pub columns: Vec<ColumnDef>,
    /// Foreign keys, of one or several columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// UNIQUE constraints.
    pub uniques: Vec<UniqueConstraint>,
    /// CHECK constraints.
    pub checks: Vec<CheckConstraint>,
    /// Indexes.
    pub indexes: Vec<Index>,
    /// Relationships of the model, in the order of its fields.
    pub relationships: Vec<RelationshipDef>,
    primary_key: Vec<usize>,
    version: Option<usize>,
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<Name>) -> Self {
        let name = name.into();
        Table { model: name.clone(), name, ..Table::default() }
    }

    /// What stands for the table that is being described, in expressions made before it is there.
    pub(crate) fn own() -> Self {
        Table::default()
    }

    /// Puts the table into a schema.
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Adds a comment, where the database keeps comments (SQLite does not).
    pub fn comment(mut self, comment: impl Into<Name>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// The model that the table belongs to.
    pub fn model(mut self, model: impl Into<Name>) -> Self {
        self.model = model.into();
        self
    }

    /// Adds a column, and the constraints and indexes declared on it.
    pub fn column(mut self, mut column: ColumnDef) -> Self {
        if column.primary_key {
            self.primary_key.push(self.columns.len());
        }
        if column.version.is_some() {
            self.version = Some(self.columns.len());
        }
        // unique + index is one unique index, as in SQLAlchemy.
        match (column.unique, column.index) {
            (true, true) => self.indexes.push(Index::new([column.name.clone()]).unique()),
            (true, false) => self.uniques.push(UniqueConstraint::new([column.name.clone()])),
            (false, true) => self.indexes.push(Index::new([column.name.clone()])),
            (false, false) => {}
        }
        self.foreign_keys.extend(column.foreign_key.take());
        self.checks.append(&mut column.checks);
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

    /// Adds a CHECK constraint.
    pub fn check(mut self, check: CheckConstraint) -> Self {
        self.checks.push(check);
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

    /// Index of the column that counts the writes of a row, if there is one.
    pub fn version(&self) -> Option<usize> {
        self.version
    }

    /// Names of the primary key columns.
    pub(crate) fn primary_key_names(&self) -> Vec<&str> {
        self.primary_key.iter().map(|&index| &*self.columns[index].name).collect()
    }

    /// Names of the primary key columns.
    pub(crate) fn primary_key_columns(&self) -> Vec<Name> {
        self.primary_key.iter().map(|&index| self.columns[index].name.clone()).collect()
    }

    /// The index of the column called `name` in the database.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The columns whose values after an UPDATE are the database's affair, by index.
    pub fn filled_by_updates(&self) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.is_filled_by_updates()).map(|(index, _)| index)
    }

    /// Whether the database gives rows their versions.
    pub fn has_server_version(&self) -> bool {
        self.version.is_some_and(|index| matches!(self.columns[index].version, Some(Version::Server)))
    }

    /// Whether any column has a validator.
    pub fn has_validators(&self) -> bool {
        self.columns.iter().any(|column| column.validator.is_some())
    }

    /// All CHECK constraints: those declared, then one for each column of an enumeration, which databases without such types need.
    pub fn all_checks(&self) -> Vec<CheckConstraint> {
        self.checks.iter().cloned().chain(self.enum_checks().map(|(_, check)| check)).collect()
    }

    /// The columns of enumerations, each with the CHECK that does where there is no such type.
    pub(crate) fn enum_checks(&self) -> impl Iterator<Item = (&ColumnDef, CheckConstraint)> {
        self.columns.iter().filter_map(|column| {
            let ColumnType::Enum(labels) = column.ty else { return None };
            let values = labels.labels.iter().map(|label| Value::Text((*label).to_owned())).collect();
            let own = Table { columns: vec![column.clone()], ..Table::own() };
            let node = Box::new(Node::ColumnRef(ColumnRef { table: TableRef::from(own), index: 0 }));
            Some((column, CheckConstraint::new(Node::InList { node, values, negated: false })))
        })
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
            && !column.is_server_filled())
        .then_some(index)
    }

    /// The name of the unique constraint, unique index or primary key over exactly `columns`, in any order; if there is none, of the
    /// only unique index over them that is about some rows.
    pub fn unique_name(&self, columns: &[&str]) -> Option<String> {
        fn same<N: AsRef<str>>(of: &[N], columns: &[&str]) -> bool {
            of.len() == columns.len() && of.iter().all(|name| columns.contains(&name.as_ref()))
        }
        let naming = NamingConvention::DEFAULT;
        if let Some(unique) = self.uniques.iter().find(|unique| same(&unique.columns, columns)) {
            return Some(naming.unique_of(self, unique));
        }
        let mut indexes = self.indexes.iter().filter(|index| index.unique && same(&index.columns, columns));
        if let Some(index) = indexes.clone().find(|index| index.filter.is_none()) {
            return Some(naming.index_of(self, index));
        }
        if same(&self.primary_key_names(), columns) {
            return Some(naming.primary_key_of(self));
        }
        match (indexes.next(), indexes.next()) {
            (Some(index), None) => Some(naming.index_of(self, index)),
            _ => None,
        }
    }
}
