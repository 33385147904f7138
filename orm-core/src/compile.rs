//! From statements to SQL: one pass over the tree that writes text and collects the values to bind.
//!
//! ```text
//! Select, Compound ──> select.rs, compound.rs ─┐              ┌─> from.rs    (which table provides which column)
//! Insert ────────────> insert.rs, conflict.rs ─┤              ├─> alias.rs   (subqueries, CTEs, VALUES, functions)
//! Update, Delete ────> update.rs, delete.rs ───┼─> Compiler ──┼─> node.rs    (expressions, operator precedence)
//! Text ──────────────> text.rs ────────────────┤              ├─> call.rs, builtin.rs, json.rs
//! Table ─────────────> ddl.rs ─────────────────┘              └─> Dialect    (quotes, placeholders, capabilities)
//!
//! Cache ──> shape.rs: a statement's shape is the key, its values are bound anew
//! ```

mod alias;
mod bind;
mod builtin;
mod cache;
mod call;
mod compound;
mod conflict;
mod cte;
mod ddl;
mod delete;
mod depth;
mod from;
mod grouped;
mod insert;
mod json;
mod junction;
mod limited;
mod linter;
mod names;
mod node;
mod select;
mod shape;
mod text;
mod update;
mod update_many;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use bind::Source;
pub use cache::Cache;
use cte::Ctes;
pub use ddl::{create_all, drop_all};
use grouped::GroupKey;
use names::Names;
use shape::Shape;
pub use update::on_update;

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::expr::TableRef;
use crate::statement::StatementRef;
use crate::value::Value;

/// A statement as the database gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The text.
    pub sql: Arc<str>,
    /// The values to bind, in order.
    pub params: Vec<Value>,
    /// What is odd about the statement, found when it was compiled; empty when it comes out of a cache.
    pub warnings: Vec<String>,
    /// Whether some of the SQL was written by hand: what it selects may change with the tables, as that of `SELECT *`.
    pub raw: bool,
    /// Whether it locks rows where rows have no locks (SQLite): its transaction is to be the one that writes.
    pub locks: bool,
}

impl Compiled {
    /// A statement of this text and these values.
    pub fn new(sql: impl Into<Arc<str>>, params: Vec<Value>) -> Self {
        Compiled { sql: sql.into(), params, warnings: Vec::new(), raw: false, locks: false }
    }
}

impl fmt::Display for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)?;
        for (i, value) in self.params.iter().enumerate() {
            f.write_str(if i == 0 { " -- " } else { ", " })?;
            value.fmt(f)?;
        }
        Ok(())
    }
}

/// Writes one statement.
#[doc(hidden)]
pub struct Compiler<'d> {
    dialect: &'d Dialect,
    sql: String,
    params: Vec<Value>,
    /// Where each parameter comes from, if that is wanted.
    sources: Option<Recorder>,
    /// Tables that columns may come from, innermost statement last.
    scopes: Vec<Vec<TableRef>>,
    /// The outermost scope that a column came from.
    outermost: usize,
    /// Names of aliases.
    names: Names,
    /// Common table expressions met so far.
    ctes: Ctes,
    /// Whether columns are written with their table.
    qualify: bool,
    /// The kind of the innermost statement.
    within: Within,
    /// The table that the UPDATE or DELETE around changes.
    changed: Option<TableRef>,
    /// Whether values are written as literals (DDL cannot bind).
    literals: bool,
    /// Whether bound numbers are cast to their type, as nothing else says what it is.
    cast_numbers: bool,
    /// What the innermost SELECT is grouped by and uses again.
    grouped: Vec<GroupKey>,
    warnings: Vec<String>,
    /// Whether some of the SQL was written by hand.
    raw: bool,
    /// Whether a lock of rows was left out.
    locks: bool,
    /// How deep the present expression is within others.
    depth: usize,
    /// The first error of what cannot fail where it is written.
    failed: Option<Error>,
}

/// What the innermost statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// A SELECT, which could join more tables.
    Select,
    /// An UPDATE or DELETE.
    Change,
    /// Anything else.
    Other,
}

/// Which value of a statement became which parameter.
#[derive(Debug)]
struct Recorder {
    /// Values of the statement, by address.
    known: HashMap<usize, u32>,
    /// One for each parameter.
    sources: Vec<Source>,
    /// Whether every parameter is accounted for.
    complete: bool,
}

impl<'d> Compiler<'d> {
    fn new(dialect: &'d Dialect) -> Self {
        Compiler {
            dialect,
            sql: String::with_capacity(512),
            params: Vec::new(),
            sources: None,
            scopes: Vec::new(),
            outermost: usize::MAX,
            names: Names::default(),
            ctes: Ctes::default(),
            qualify: true,
            within: Within::Other,
            changed: None,
            literals: false,
            cast_numbers: false,
            grouped: Vec::new(),
            warnings: Vec::new(),
            raw: false,
            locks: false,
            depth: 0,
            failed: None,
        }
    }

    /// Writes a statement.
    ///
    /// # Errors
    /// When it makes no sense, the dialect cannot do it, or it has more values than the database takes.
    pub fn run(dialect: &'d Dialect, statement: StatementRef<'_>) -> Result<Compiled> {
        Self::write(dialect, |compiler| compiler.statement(statement))
    }

    /// Lets `write` write a statement.
    pub(crate) fn write(dialect: &'d Dialect, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<Compiled> {
        let mut compiler = Compiler::new(dialect);
        write(&mut compiler)?;
        compiler.finish()
    }

    /// Writes a statement with its values as literals.
    pub(crate) fn literal_sql(dialect: &'d Dialect, statement: StatementRef<'_>) -> Result<String> {
        let mut compiler = Compiler { literals: true, ..Compiler::new(dialect) };
        compiler.statement(statement)?;
        compiler.finish().map(|compiled| compiled.sql.to_string())
    }

    fn finish(self) -> Result<Compiled> {
        self.check_names()?;
        if let Some(error) = self.failed {
            return Err(error);
        }
        let (values, limit) = (self.params.len(), self.dialect.capabilities.max_params);
        if values > limit {
            let feature = format!("{values} values in one statement (at most {limit})");
            return Err(Error::Unsupported { feature, dialect: self.dialect.name });
        }
        let Compiler { sql, params, warnings, raw, locks, .. } = self;
        Ok(Compiled { sql: sql.into(), params, warnings, raw, locks })
    }

    fn statement(&mut self, statement: StatementRef<'_>) -> Result<()> {
        self.with_ctes(|this| this.body(statement))
    }

    /// Writes a statement whose CTEs someone else writes.
    fn body(&mut self, statement: StatementRef<'_>) -> Result<()> {
        match statement {
            StatementRef::Select(select) => self.select(select),
            StatementRef::Compound(compound) => self.compound(compound),
            StatementRef::Insert(insert) => self.insert(insert),
            StatementRef::Update(update) => self.update(update),
            StatementRef::Delete(delete) => self.delete(delete),
            StatementRef::Text(text) => self.text(text),
        }
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Writes a quoted identifier. One that the database cannot take makes [`run`](Self::run) fail.
    fn identifier(&mut self, name: &str) {
        if let Err(error) = self.dialect.check_identifier(name) {
            self.failed.get_or_insert(error);
        }
        self.dialect.quote(name, &mut self.sql);
    }

    /// Writes items separated by commas.
    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            each(self, item)?;
        }
        Ok(())
    }

    /// Writes the names of columns, by index, separated by commas.
    fn column_names(&mut self, table: &TableRef, columns: &[usize]) -> Result<()> {
        self.list(columns, |this, &index| {
            this.own_column(table, index);
            Ok(())
        })
    }

    /// Writes the name of a column without its table.
    fn own_column(&mut self, table: &TableRef, index: usize) {
        match table.columns.get(index) {
            Some(column) => self.identifier(&column.name),
            None => self.fail(crate::error::StatementError::no_column(table, &format!("number {index}")).into()),
        }
    }

    /// Remembers an error of what cannot return one.
    fn fail(&mut self, error: Error) {
        self.failed.get_or_insert(error);
    }

    fn unsupported(&self, feature: &str) -> Error {
        Error::Unsupported { feature: feature.to_owned(), dialect: self.dialect.name }
    }

    /// The feature, if the dialect has it.
    fn require(&self, supported: bool, feature: &str) -> Result<()> {
        if supported { Ok(()) } else { Err(self.unsupported(feature)) }
    }
}
