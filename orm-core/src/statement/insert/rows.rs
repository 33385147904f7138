//! [`InsertRows`]: an INSERT of any number of rows, without Rust types, and the statements that it becomes.

use super::super::{InsertCore, InsertSource, OnConflictCore, SelectItem, text};
use crate::compile::Compiled;
use crate::dialect::Dialect;
use crate::error::{Result, StatementError};
use crate::expr::{Node, TableRef};

#[derive(Clone, Debug)]
pub(super) struct InsertRows {
    pub(super) table: TableRef,
    /// The columns that a row gives, by index, and their values.
    pub(super) rows: Vec<(Vec<usize>, Vec<Node>)>,
    /// INSERT … SELECT, instead of rows.
    pub(super) query: Option<Box<InsertCore>>,
    pub(super) on_conflict: Option<OnConflictCore>,
    pub(super) invalid: Option<StatementError>,
}

impl InsertRows {
    pub(super) fn new(table: TableRef) -> Self {
        InsertRows { table, rows: Vec::new(), query: None, on_conflict: None, invalid: None }
    }

    pub(super) fn statements(&self, dialect: &Dialect, returning: &[SelectItem]) -> Result<Vec<Compiled>> {
        self.check()?;
        if let Some(query) = &self.query {
            return Ok(vec![self.core_of_query(query, returning.to_vec()).compile(dialect)?]);
        }
        let mut compiled = Vec::new();
        for run in self.rows.chunk_by(|a, b| a.0 == b.0) {
            let mut rest = run;
            while !rest.is_empty() {
                let (chunk, others) = rest.split_at(dialect.rows_per_insert(&mut rest.iter().map(|(_, row)| &row[..])));
                compiled.push(self.core_of(chunk, returning.to_vec()).compile(dialect)?);
                rest = others;
            }
        }
        Ok(compiled)
    }

    /// Whether it makes sense.
    fn check(&self) -> Result<(), StatementError> {
        if let Some(error) = &self.invalid {
            return Err(error.clone());
        }
        let model = &self.table.model;
        match (&self.query, self.rows.is_empty()) {
            (None, true) => Err(StatementError::Empty(format!("insert({model}) has no rows"))),
            (Some(_), false) => {
                let message = format!("insert({model}) has both rows and a query: make them two statements");
                Err(StatementError::Empty(message))
            }
            _ => Ok(()),
        }
    }

    fn core_of_query(&self, query: &InsertCore, returning: Vec<SelectItem>) -> InsertCore {
        InsertCore { on_conflict: self.on_conflict.clone(), returning, ..query.clone() }
    }

    /// Of rows that set the same columns.
    fn core_of(&self, rows: &[(Vec<usize>, Vec<Node>)], returning: Vec<SelectItem>) -> InsertCore {
        let columns = rows.first().map(|(columns, _)| columns.clone()).unwrap_or_default();
        self.core_of_rows(columns, rows.iter().map(|(_, row)| row.clone()).collect(), returning)
    }

    fn core_of_rows(&self, columns: Vec<usize>, rows: Vec<Vec<Node>>, returning: Vec<SelectItem>) -> InsertCore {
        InsertCore {
            table: self.table.clone(),
            columns,
            source: InsertSource::Rows(rows),
            on_conflict: self.on_conflict.clone(),
            returning,
        }
    }

    /// As one statement whatever columns the rows set: `DEFAULT` stands for those that a row leaves out.
    pub(super) fn whole(&self, returning: Vec<SelectItem>) -> InsertCore {
        if let Err(error) = self.check() {
            // Compiling the node is the error.
            return self.core_of_rows(vec![0], vec![vec![Node::invalid(error)]], returning);
        }
        if let Some(query) = &self.query {
            return self.core_of_query(query, returning);
        }
        let alike = self.rows.chunk_by(|a, b| a.0 == b.0).count() == 1;
        let empty = self.rows.iter().all(|(columns, _)| columns.is_empty());
        if alike && (!empty || self.rows.len() == 1) {
            return self.core_of(&self.rows, returning);
        }
        let used = |index: &usize| self.rows.iter().any(|(columns, _)| columns.contains(index));
        let mut columns: Vec<usize> = (0..self.table.columns.len()).filter(used).collect();
        if empty {
            columns.push(0);
        }
        let rows = self.rows.iter().map(|(given, nodes)| {
            let node = |column| given.iter().position(|index| index == column).and_then(|at| nodes.get(at)).cloned();
            columns.iter().map(|column| node(column).unwrap_or_else(default)).collect()
        });
        let rows = rows.collect();
        self.core_of_rows(columns, rows, returning)
    }
}

/// The keyword that stands for a column's default.
fn default() -> Node {
    text("DEFAULT").expr::<()>().into_node()
}
