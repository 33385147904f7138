//! [`MetaData`]: the tables of a schema, as `metadata![User, Post]` collects them.

use super::soundness::same_columns;
use super::{Ddl, DdlEvent, NamingConvention, Sequence, Table, dependencies_first};
use crate::expr::TableRef;

/// A set of tables that are created and dropped together, with what goes with them.
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
    sequences: Vec<Sequence>,
    events: Vec<(DdlEvent, Ddl)>,
    naming: NamingConvention,
    /// Two models that describe one table differently, the first such pair.
    pub(super) rivals: Option<(TableRef, TableRef)>,
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

    /// Adds a table, unless there is one of that name; if that has other columns, [`check`](Self::check) refuses both.
    pub fn add(&mut self, table: impl Into<TableRef>) -> &mut Self {
        let table = table.into();
        match self.tables.iter().find(|known| **known == table) {
            None => self.tables.push(table),
            Some(known) if same_columns(known, &table) => {}
            Some(known) => {
                self.rivals.get_or_insert_with(|| (known.clone(), table));
            }
        }
        self
    }

    /// Adds a sequence.
    #[must_use]
    pub fn sequence(mut self, sequence: Sequence) -> Self {
        self.sequences.push(sequence);
        self
    }

    /// Decides how constraints and indexes are called that have no name of their own.
    #[must_use]
    pub fn naming(mut self, convention: NamingConvention) -> Self {
        self.naming = convention;
        self
    }

    /// Runs SQL before tables are created.
    #[must_use]
    pub fn before_create(self, ddl: Ddl) -> Self {
        self.on(DdlEvent::BeforeCreate, ddl)
    }

    /// Runs SQL after tables are created: a trigger, a view, rows that must be there.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::schema::Ddl;
    /// let view = Ddl::new("CREATE VIEW names AS SELECT name FROM users").on_table("users");
    /// let metadata = metadata![User].after_create(view).before_drop(Ddl::new("DROP VIEW names").on_table("users"));
    /// let sqlite = orm::core::dialect::Dialect::SQLITE;
    /// assert!(metadata.to_sql(&sqlite)?.ends_with("CREATE VIEW names AS SELECT name FROM users;\n"));
    /// assert_eq!(metadata.drop_sql(&sqlite)?, "DROP VIEW names;\nDROP TABLE \"users\";\n");
    /// # Ok::<(), orm::Error>(())
    /// ```
    #[must_use]
    pub fn after_create(self, ddl: Ddl) -> Self {
        self.on(DdlEvent::AfterCreate, ddl)
    }

    /// Runs SQL before tables are dropped.
    #[must_use]
    pub fn before_drop(self, ddl: Ddl) -> Self {
        self.on(DdlEvent::BeforeDrop, ddl)
    }

    /// Runs SQL after tables are dropped.
    #[must_use]
    pub fn after_drop(self, ddl: Ddl) -> Self {
        self.on(DdlEvent::AfterDrop, ddl)
    }

    /// Runs SQL at this event.
    #[must_use]
    pub fn on(mut self, event: DdlEvent, ddl: Ddl) -> Self {
        self.events.push((event, ddl));
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

    /// The sequences.
    pub fn sequences(&self) -> &[Sequence] {
        &self.sequences
    }

    /// The SQL to be run at this event.
    pub fn events(&self, event: DdlEvent) -> impl Iterator<Item = &Ddl> {
        self.events.iter().filter(move |(at, _)| *at == event).map(|(_, ddl)| ddl)
    }

    /// How constraints and indexes are called.
    pub fn naming_convention(&self) -> NamingConvention {
        self.naming
    }

    /// The tables, each after those that its foreign keys reference.
    pub fn sorted_tables(&self) -> Vec<&Table> {
        dependencies_first(&self.tables.iter().map(|table| &**table).collect::<Vec<_>>())
    }
}
