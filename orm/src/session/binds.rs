//! Models in other databases: [`Session::bind`], and which of them a statement is about.

use orm_core::compile::Compiled;
use orm_core::expr::{AliasOf, Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::{InsertSource, JoinOn, SelectCore, SelectItem, Statement, StatementRef};
use orm_core::{Entity, Error, Result};

use super::Session;
use crate::engine::{Engine, Links};
use crate::model::Model;

impl Session {
    /// Keeps a model in the database of another engine: its rows are read and written there, in a transaction of that database. All
    /// transactions are committed and rolled back together.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// #[derive(Model, Debug)]
    /// pub struct Visit {
    ///     #[column(primary_key)]
    ///     pub id: i64,
    ///     pub user_id: i64, // of a user in the other database
    /// }
    ///
    /// let archive = create_engine("sqlite::memory:").connect().await?;
    /// metadata![Visit].create_all(&archive).await?;
    ///
    /// let mut session = Session::new(&engine);
    /// session.bind(Visit, &archive)?;
    /// let dave = session.add(User::builder().name("Dave"));
    /// session.flush().await?;
    /// session.add(Visit::builder().user_id(dave.id));
    /// session.commit().await?; // in both
    /// assert_eq!(archive.acquire().await?.scalar::<i64>(select(func::count(Visit::id))).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// A statement is about one database; there are no joins between them, and no relationship with `secondary` in another one. Databases know
    /// nothing of each other's foreign keys. `text()` goes to the session's own engine.
    ///
    /// A commit first makes sure that every transaction can be committed, then commits one after the other, the session's own last. It is not
    /// atomic: when a database goes away between the two, the others have committed.
    ///
    /// # Errors
    /// When the session has begun a transaction, or lives [within](Self::within) one of somebody else's.
    pub fn bind<M: Model>(&mut self, _model: Entity<M>, engine: &Engine) -> Result<()> {
        if self.in_transaction() {
            let message = format!("a transaction is open already: `{}` must be bound before", M::NAME);
            return Err(Error::InvalidState(message));
        }
        if self.outer > 0 {
            let message =
                "a session within a connection has that connection alone: nothing can be bound to another engine";
            return Err(Error::InvalidState(message.to_owned()));
        }
        self.link.bind(M::table(), engine, self.journal.top());
        Ok(())
    }

    /// The engine of a model: the session's, unless it is [bound](Self::bind) to another.
    pub fn engine_of<M: Model>(&self, _model: Entity<M>) -> &Engine {
        self.link.engine_of(M::table())
    }
}

/// Compiles a statement for the database that it is about, and says by which table it is found.
pub(super) fn compile<'s>(links: &Links, statement: &'s dyn Statement) -> Result<(Vec<Compiled>, Option<&'s Table>)> {
    if !links.is_bound() {
        return Ok((links.engine().compile(statement)?, statement.target()));
    }
    let mut tables: Vec<&Table> = statement.target().into_iter().collect();
    if let Some(core) = statement.core() {
        add_tables(core, &mut tables);
    }
    let (engine, table) = links.engine_of_all(tables)?;
    Ok((engine.compile(statement)?, table))
}

/// The tables that a statement reads or writes.
fn add_tables<'s>(statement: StatementRef<'s>, tables: &mut Vec<&'s Table>) {
    match statement {
        StatementRef::Select(select) => add_select(select, tables),
        StatementRef::Compound(compound) => {
            add_tables(compound.first.statement(), tables);
            compound.rest.iter().for_each(|(_, query)| add_tables(query.statement(), tables));
        }
        StatementRef::Insert(insert) => {
            tables.push(&insert.table);
            if let InsertSource::Query(query) = &insert.source {
                add_tables(query.statement(), tables);
            }
        }
        StatementRef::Update(update) => {
            add(&update.table, tables);
            update.from.iter().for_each(|table| add(table, tables));
            update.filter.iter().for_each(|node| add_node(node, tables));
        }
        StatementRef::Delete(delete) => {
            add(&delete.table, tables);
            delete.using.iter().for_each(|table| add(table, tables));
            delete.filter.iter().for_each(|node| add_node(node, tables));
        }
        _ => {}
    }
}

fn add_select<'s>(select: &'s SelectCore, tables: &mut Vec<&'s Table>) {
    for item in &select.items {
        match item {
            SelectItem::Model { table, .. } => add(table, tables),
            SelectItem::Node(node) => add_node(node, tables),
        }
    }
    select.from.iter().for_each(|table| add(table, tables));
    for join in &select.joins {
        add(&join.table, tables);
        if let JoinOn::Condition(condition) = &join.on {
            add_node(condition, tables);
        }
    }
    select.filter.iter().for_each(|node| add_node(node, tables));
}

fn add_node<'s>(node: &'s Node, tables: &mut Vec<&'s Table>) {
    node.walk(&mut |node| match node {
        Node::ColumnRef(column) => add(&column.table, tables),
        Node::Subquery(query) | Node::Exists(query) => add_tables(query.statement(), tables),
        Node::InSelect { select, .. } | Node::Quantified { select, .. } => add_tables(select.statement(), tables),
        _ => {}
    });
}

fn add<'s>(table: &'s TableRef, tables: &mut Vec<&'s Table>) {
    match table.alias().map(|alias| &alias.of) {
        Some(AliasOf::Subquery { query, .. }) => add_tables(query.statement(), tables),
        Some(AliasOf::Cte(cte)) => {
            add_tables(cte.query.statement(), tables);
            cte.recursive.iter().for_each(|(query, _)| add_tables(query.statement(), tables));
        }
        _ => tables.extend(table.base_table()),
    }
}
