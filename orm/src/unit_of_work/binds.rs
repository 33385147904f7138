//! Which database a statement is about, where models are bound to several.

use orm_core::compile::Compiled;
use orm_core::expr::{AliasOf, Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::{InsertSource, JoinOn, SelectCore, SelectItem, Statement, StatementRef};
use orm_core::{Error, Result};

use super::Session;
use crate::engine::{Engine, Links};

impl Session {
    pub(crate) fn bind_table(&mut self, table: &'static Table, engine: &Engine) -> Result<()> {
        if self.in_transaction() {
            let message = format!("a transaction is open already: `{}` must be bound before", table.model);
            return Err(Error::InvalidState(message));
        }
        if self.outer > 0 {
            let message =
                "a session within a connection has that connection alone: nothing can be bound to another engine";
            return Err(Error::InvalidState(message.to_owned()));
        }
        self.link.bind(table, engine, self.journal.top());
        Ok(())
    }

    pub(crate) fn engine_of_table(&self, table: &Table) -> &Engine {
        self.link.engine_of(table)
    }
}

/// Compiles a statement for the database that it is about, and says by which table it is found.
pub(crate) fn compile<'s>(links: &Links, statement: &'s dyn Statement) -> Result<(Vec<Compiled>, Option<&'s Table>)> {
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
