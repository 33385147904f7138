//! Dialects: what each database can do and how it spells it, as data.
//!
//! A [`Dialect`] is a plain value: another database is another value, and a test that wants MariaDB without RETURNING
//! changes one field. `compile/` reads it; nothing else asks which database it is talking to.

mod builtins;
mod capabilities;
mod ddl;
mod identifier;
mod lexis;
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
pub use lexis::{Lexis, Placeholders};

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

    /// How many of these rows, given as their values, one INSERT takes, from the first on.
    pub fn rows_per_insert(&self, rows: &mut dyn Iterator<Item = &[Node]>) -> usize {
        let mut most = usize::MAX;
        let mut bytes = 0_usize;
        let size = |node: &Node| if let Node::Value(value) = node { value.bytes() } else { 0 };
        let fits = rows.enumerate().take_while(|(at, row)| {
            most = most.min(self.inserts_like(row));
            bytes = row.iter().map(size).fold(bytes, usize::saturating_add);
            *at == 0 || *at < most && bytes <= self.capabilities.max_bytes
        });
        fits.count().min(most).max(1)
    }

    fn inserts_like(&self, row: &[Node]) -> usize {
        if row.is_empty() {
            // `DEFAULT VALUES` is one row.
            return if self.capabilities.default_values { 1 } else { self.capabilities.max_rows };
        }
        // One array per column, whatever the number of rows; expressions cannot be in one.
        let arrays = self.capabilities.insert_many == InsertMany::Unnest;
        if arrays && row.iter().all(|node| matches!(node, Node::Value(_))) {
            return self.capabilities.max_rows;
        }
        self.rows_of(row.iter().map(Node::binds).sum())
    }

    /// How many rows of so many bytes one statement takes, from the first on.
    pub fn rows_of_bytes(&self, rows: impl IntoIterator<Item = usize>) -> usize {
        let mut bytes = 0_usize;
        let fits = rows.into_iter().take_while(|row| {
            bytes = bytes.saturating_add(*row);
            bytes <= self.capabilities.max_bytes
        });
        fits.count().max(1)
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
