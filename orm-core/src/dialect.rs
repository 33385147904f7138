//! Dialects: what each database can do and how it spells it, as data.
//!
//! A [`Dialect`] is a plain value: another database is another value, and a test that wants MariaDB without RETURNING
//! changes one field. `compile/` reads it; nothing else asks which database it is talking to.

mod builtins;
mod capabilities;
mod ddl;
mod identifier;
mod literal;
mod mysql;
mod postgres;
mod schemas;
mod sqlite;

use std::borrow::Cow;

pub use capabilities::{
    Capabilities, DeleteUsing, GroupedAgain, InsertMany, IntervalForm, JsonForm, LongLists, Placeholder, StringAggForm,
    UpdateMany, Upsert, ValuesForm,
};
pub use ddl::{Comments, DdlCapabilities, EnumTypes, IdentifierLimit, IdentityForm, IndexMethods, Sequences};

use crate::expr::{Aggregate, Builtin, Node, Template};
use crate::schema::ColumnType;

/// A database's way of SQL.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Dialect {
    /// Name, as errors and documentation use it.
    pub name: &'static str,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Names a column type. The flag says that the column is part of a key or index.
    pub column_type: fn(ColumnType, bool) -> Cow<'static, str>,
    /// Names a type for CAST; `None` if it cannot be cast to.
    pub cast_type: fn(ColumnType) -> Option<Cow<'static, str>>,
    /// Spells a conversion that CAST does not make; `None` where it does.
    pub cast: fn(ColumnType) -> Option<Template>,
    /// Spells a function or operator; `None` if it has none.
    pub builtin: fn(Builtin) -> Option<Template>,
    /// Names an aggregate; `None` if it has none.
    pub aggregate: fn(&Aggregate) -> Option<&'static str>,
    /// The connection's own schema, where a foreign key from another one must name it (MySQL).
    pub default_schema: Option<Cow<'static, str>>,
    /// Other names for schemas than those in the metadata: pairs of a schema and the one to use in its place. The empty name is the
    /// connection's own schema.
    pub schema_translate_map: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

impl Dialect {
    /// SQLite 3.46 and later, as it is compiled in.
    pub const SQLITE: Dialect = sqlite::DIALECT;
    /// PostgreSQL 13 and later; `NULLS NOT DISTINCT` needs 15.
    pub const POSTGRES: Dialect = postgres::DIALECT;
    /// MySQL 8.0.31 and later.
    pub const MYSQL: Dialect = mysql::MYSQL;
    /// MariaDB 10.6 and later.
    pub const MARIADB: Dialect = mysql::MARIADB;

    /// How many rows like these, given as their values, one INSERT takes.
    pub fn rows_per_insert<'r>(&self, rows: impl IntoIterator<Item = &'r [Node]>) -> usize {
        rows.into_iter().map(|row| self.inserts_like(row)).min().unwrap_or(1)
    }

    fn inserts_like(&self, row: &[Node]) -> usize {
        if row.is_empty() {
            // `DEFAULT VALUES` is one row.
            return if self.capabilities.default_values { 1 } else { self.capabilities.max_rows };
        }
        // One array per column, whatever the number of rows; expressions cannot be in one.
        let arrays = self.capabilities.insert_many == InsertMany::Unnest;
        let fit =
            self.rows_of_bytes(row.iter().map(|node| if let Node::Value(value) = node { value.bytes() } else { 0 }));
        if arrays && row.iter().all(|node| matches!(node, Node::Value(_))) {
            return self.capabilities.max_rows.min(fit);
        }
        self.rows_of(row.iter().map(Node::binds).sum()).min(fit)
    }

    /// How many rows of values of so many bytes one statement takes.
    pub fn rows_of_bytes(&self, values: impl IntoIterator<Item = usize>) -> usize {
        let row = values.into_iter().fold(0, usize::saturating_add);
        (self.capabilities.max_bytes / row.max(1)).max(1)
    }

    /// How many rows of so many parameters one UPDATE of many rows takes.
    pub fn rows_per_update(&self, columns: usize) -> usize {
        match self.capabilities.update_many {
            UpdateMany::FromUnnest => self.capabilities.max_rows,
            UpdateMany::FromValues | UpdateMany::JoinUnion => self.rows_of(columns),
        }
    }

    /// How many keys of so many columns one IN list takes.
    pub fn keys_per_list(&self, columns: usize) -> usize {
        if self.capabilities.array_params && columns == 1 { self.capabilities.max_rows } else { self.rows_of(columns) }
    }

    fn rows_of(&self, columns: usize) -> usize {
        (self.capabilities.max_params / columns.max(1)).clamp(1, self.capabilities.max_rows)
    }
}
