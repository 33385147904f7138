//! [`UpdateMany`]: many rows, each with values of its own, in one UPDATE.

use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::expr::{Node, TableRef};
use crate::value::Value;

/// Updates the same columns of many rows, found by key, to values that differ per row. The flush makes these.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct UpdateMany {
    /// The table.
    pub table: TableRef,
    /// Columns that identify a row.
    pub key: Vec<usize>,
    /// Columns that are set to values.
    pub set: Vec<usize>,
    /// Columns that are set to the same expression in every row.
    pub set_expr: Vec<(usize, Node)>,
    /// Per row, the values of `key` followed by those of `set`.
    pub rows: Vec<Vec<Value>>,
    /// Columns of the updated rows that are returned.
    pub returning: Vec<usize>,
}

impl UpdateMany {
    /// The SQL and its parameters. All rows must fit in one statement: see [`Dialect::rows_per_update`].
    ///
    /// # Errors
    /// When an expression uses a column of another table.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::write(dialect, |compiler| compiler.update_many(self))
    }
}
