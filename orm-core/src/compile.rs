//! From statements to SQL: one pass over the tree that writes text and collects the values to bind.
//!
//! ```text
//! Select ──> select.rs ─┐              ┌─> from.rs   (which table provides which column)
//! Insert ──> insert.rs ─┤              │
//! Update ──> update.rs ─┼─> Compiler ──┼─> node.rs   (expressions, operator precedence)
//! Delete ──> delete.rs ─┤              │
//! Table  ──> ddl.rs ────┘              └─> Dialect   (quotes, placeholders, capabilities)
//! ```

mod bind;
mod ddl;
mod delete;
mod from;
mod insert;
mod node;
mod select;
mod text;
mod update;
mod update_many;

use std::fmt;

pub use ddl::{create_all, drop_all};
pub use update::on_update;

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::expr::TableRef;
use crate::value::Value;

/// A statement as the database gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The text.
    pub sql: String,
    /// The values to bind, in order.
    pub params: Vec<Value>,
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
    /// Tables that columns may come from, innermost SELECT last.
    scopes: Vec<Vec<TableRef>>,
    /// Whether columns are written with their table.
    qualify: bool,
    /// Whether the innermost statement is a SELECT, which could join more tables.
    joinable: bool,
    /// Whether values are written as literals (DDL cannot bind).
    literals: bool,
    /// What went wrong in writing something that cannot fail by itself.
    error: Option<Error>,
}

impl<'d> Compiler<'d> {
    /// Lets `write` write a statement.
    ///
    /// # Errors
    /// Those of `write`, and when it has more values than the database takes.
    pub fn run(dialect: &'d Dialect, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<Compiled> {
        let mut compiler = Compiler {
            dialect,
            sql: String::with_capacity(256),
            params: Vec::new(),
            scopes: Vec::new(),
            qualify: true,
            joinable: false,
            literals: false,
            error: None,
        };
        write(&mut compiler)?;
        if let Some(error) = compiler.error {
            return Err(error);
        }
        let (values, limit) = (compiler.params.len(), dialect.capabilities.max_params);
        if values > limit {
            return Err(compiler.unsupported(&format!("{values} values in one statement (at most {limit})")));
        }
        Ok(Compiled { sql: compiler.sql, params: compiler.params })
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Writes a quoted identifier. One that the database cannot take makes [`run`](Self::run) fail.
    fn identifier(&mut self, name: &str) {
        if let Err(error) = self.dialect.check_identifier(name) {
            self.error.get_or_insert(error);
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
            this.identifier(&table.columns[index].name);
            Ok(())
        })
    }

    fn unsupported(&self, feature: &str) -> Error {
        Error::Unsupported { feature: feature.to_owned(), dialect: self.dialect.name }
    }
}
