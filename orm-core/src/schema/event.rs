//! [`Ddl`]: SQL of one's own that is run when tables are created or dropped.

use super::Name;

/// When a [`Ddl`] is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DdlEvent {
    /// Before the table is created, or before all.
    BeforeCreate,
    /// After the table is created, or after all.
    AfterCreate,
    /// Before the table is dropped, or before all.
    BeforeDrop,
    /// After the table is dropped, or after all.
    AfterDrop,
}

/// A statement in raw SQL, such as a trigger, that goes with the tables of a [`MetaData`](super::MetaData).
///
/// Without [`on_table`](Self::on_table) it is run by every `create_all` or `drop_all` that creates or drops anything; with it, when that
/// table is created or dropped.
///
/// ```
/// use orm::prelude::*;
/// use orm::core::schema::Ddl;
///
/// #[derive(Model)]
/// pub struct Tag {
///     #[column(primary_key)]
///     pub id: i64,
/// }
///
/// let index = Ddl::new("CREATE INDEX tags_brin ON tags USING brin (id)").on_table("tags").only_on(["PostgreSQL"]);
/// let metadata = metadata![Tag].after_create(index);
/// assert!(metadata.to_sql(&orm::core::dialect::Dialect::POSTGRES)?.contains("tags_brin"));
/// assert!(!metadata.to_sql(&orm::core::dialect::Dialect::SQLITE)?.contains("tags_brin"));
/// # Ok::<(), orm::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ddl {
    /// The statement.
    pub sql: Name,
    /// The table that it goes with, by name.
    pub table: Option<Name>,
    /// The dialects, by name, on which it is run; all of them when empty.
    pub only_on: Vec<Name>,
}

impl Ddl {
    /// A statement, written as it is.
    pub fn new(sql: impl Into<Name>) -> Self {
        Ddl { sql: sql.into(), table: None, only_on: Vec::new() }
    }

    /// Runs it when this table is created or dropped.
    pub fn on_table(mut self, table: impl Into<Name>) -> Self {
        self.table = Some(table.into());
        self
    }

    /// Runs it on these dialects only, by [name](crate::dialect::Dialect::name).
    pub fn only_on(mut self, dialects: impl IntoIterator<Item: Into<Name>>) -> Self {
        self.only_on = dialects.into_iter().map(Into::into).collect();
        self
    }
}
