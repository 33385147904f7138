//! INSERT.

use std::marker::PhantomData;

use super::{Effect, Query, SelectItem, Selectable, Statement};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result, StatementError};
use crate::expr::{Node, TableRef};
use crate::model::{Buildable, Built, Entity, Mapped};
use crate::row::RowReader;
use crate::schema::{SchemaExpr, Table};

/// Inserts rows of a model: `insert(User).values(users)`. Rows are inserted as they are, tracked by nobody.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let statement = insert(Comment).values([Comment::builder().text("one"), Comment::builder().text("two")]);
/// assert_eq!(sql(statement), r#"INSERT INTO "comments" ("text", "post_id") VALUES (?, ?), (?, ?) -- 'one', NULL, 'two', NULL"#);
///
/// let ids = insert(Comment).values([Comment::builder().text("one")]).returning(Comment::id);
/// assert!(sql(ids).contains(r#"RETURNING "id""#));
/// ```
pub fn insert<M: Mapped>(_entity: Entity<M>) -> Insert<M> {
    Insert { table: TableRef::Static(M::table()), rows: Vec::new(), returning: (), model: PhantomData }
}

/// An INSERT of any number of rows: [`insert`] makes it.
///
/// Rows that leave out different columns, and more rows than the database takes parameters for, become several statements.
#[derive(Clone, Debug)]
pub struct Insert<M, R = ()> {
    table: TableRef,
    rows: Vec<(Vec<usize>, Vec<Node>)>,
    returning: R,
    model: PhantomData<fn() -> M>,
}

/// One INSERT statement: rows of one shape.
#[derive(Clone, Debug)]
pub struct InsertCore {
    /// The table.
    pub table: TableRef,
    /// Columns that are given, by index.
    pub columns: Vec<usize>,
    /// The rows; each has as many nodes as there are columns.
    pub rows: Vec<Vec<Node>>,
    /// What is returned of each inserted row.
    pub returning: Vec<SelectItem>,
}

impl<M: Mapped, R> Insert<M, R> {
    /// Adds rows: model values or builders.
    #[must_use]
    pub fn values(mut self, rows: impl IntoIterator<Item: IntoRow<M>>) -> Self {
        self.rows.extend(rows.into_iter().map(|row| row_of(row.into_row())));
        self
    }

    /// Returns something of every inserted row, in order.
    #[must_use]
    pub fn returning<Q: Selectable>(self, items: Q) -> Insert<M, Q> {
        Insert { table: self.table, rows: self.rows, returning: items, model: PhantomData }
    }

    fn statements(&self, dialect: &Dialect, returning: &[SelectItem]) -> Result<Vec<Compiled>> {
        if self.rows.is_empty() {
            return Err(StatementError::Empty(format!("insert({}) has no rows", self.table.model)).into());
        }
        let mut compiled = Vec::new();
        for run in self.rows.chunk_by(|a, b| a.0 == b.0) {
            let columns = &run[0].0;
            for chunk in run.chunks(dialect.rows_per_insert(run.iter().map(|(_, row)| &row[..]))) {
                let core = InsertCore {
                    table: self.table.clone(),
                    columns: columns.clone(),
                    rows: chunk.iter().map(|(_, row)| row.clone()).collect(),
                    returning: returning.to_vec(),
                };
                compiled.push(core.compile(dialect)?);
            }
        }
        Ok(compiled)
    }
}

/// What [`Insert::values`] takes for a row of `M`: a model value or a builder on which every required column is set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of `{M}`",
    label = "not a `{M}`",
    note = "give values of the model, or builders on which every required column is set"
)]
pub trait IntoRow<M> {
    /// The row with its unset columns.
    fn into_row(self) -> Built<M>;
}

impl<M: Mapped, B: Buildable<Model = M>> IntoRow<M> for B {
    fn into_row(self) -> Built<M> {
        self.build()
    }
}

impl InsertCore {
    /// The SQL and its parameters.
    ///
    /// # Errors
    /// When the dialect cannot return rows from an INSERT.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::run(dialect, |compiler| compiler.insert(self))
    }
}

/// The columns that a new instance gives, and their values. Client defaults fill what is unset.
pub(crate) fn row_of<M: Mapped>(built: Built<M>) -> (Vec<usize>, Vec<Node>) {
    let table = M::table();
    let mut columns = Vec::with_capacity(table.columns.len());
    let mut nodes = Vec::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let node = if built.unset.contains(index) {
            column.default.as_ref().map(SchemaExpr::make)
        } else {
            built.model.column(index).map(|value| Node::Value(value.to_value()))
        };
        if let Some(node) = node {
            columns.push(index);
            nodes.push(node);
        }
    }
    (columns, nodes)
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Statement for Insert<M> {
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        self.statements(dialect, &[])
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.table)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, Q: Selectable> Statement for Insert<M, Q> {
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        let mut returning = Vec::new();
        self.returning.items(&mut returning);
        self.statements(dialect, &returning)
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.table)
    }
}

impl<M: Mapped, Q: Selectable> Insert<M, Q> {
    /// What is returned.
    #[doc(hidden)]
    pub fn returned(&self) -> &Q {
        &self.returning
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, Q: Selectable> Query for Insert<M, Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.returning.decode(row, &mut 0)
    }
}
