//! What the database filled, brought back into drafts of the rows: from the statement itself where it can return rows, by a SELECT
//! where it cannot.

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::row::RowReader;
use orm_core::schema::Table;
use orm_core::statement::{SelectCore, SelectItem, StatementRef};
use orm_core::{Columns, Error, Result, Value};

use super::association::among;
use super::columns_of;
use super::update::show_key;
use crate::instance::AnyInstance;
use crate::unit_of_work::Session;

/// Takes rows of the primary key followed by some columns, and writes the columns into the drafts of the rows with those keys.
pub(super) struct ReadBack<'d> {
    table: &'static Table,
    columns: &'d [usize],
    positions: HashMap<Vec<Value>, usize>,
    drafts: Vec<&'d mut dyn Columns>,
    /// Reads keys, with the types of the model.
    scratch: Box<dyn Columns>,
    /// How many rows came.
    rows: u64,
    /// The key of one that is nobody's.
    unknown: Option<Vec<Value>>,
}

impl<'d> ReadBack<'d> {
    /// For drafts of `table`; `like` is an instance of it.
    pub(super) fn new(
        table: &'static Table,
        columns: &'d [usize],
        drafts: Vec<&'d mut dyn Columns>,
        like: &Arc<dyn AnyInstance>,
    ) -> Self {
        let positions = by_key(drafts.iter().map(|draft| &**draft), table.primary_key());
        ReadBack { table, columns, positions, drafts, scratch: like.draft(), rows: 0, unknown: None }
    }

    /// Takes one row.
    pub(super) fn row(&mut self, row: &dyn RowReader) -> Result<()> {
        self.rows += 1;
        let keys = self.table.primary_key();
        let key = read_key(&mut *self.scratch, keys, row)?;
        let Some(draft) = self.positions.get(&key).and_then(|&position| self.drafts.get_mut(position)) else {
            self.unknown = Some(key);
            return Ok(());
        };
        for (at, &index) in self.columns.iter().enumerate() {
            if let Some(field) = draft.column_mut(index) {
                field.read_column(row, keys.len() + at, self.table.columns[index].ty)?;
            }
        }
        Ok(())
    }

    /// How many rows came.
    ///
    /// # Errors
    /// When one came that is none of the drafts'.
    pub(super) fn finish(self) -> Result<u64> {
        match self.unknown {
            Some(key) => Err(other_key(self.table, &key)),
            None => Ok(self.rows),
        }
    }
}

/// The error for a row that has another key than the one it was written with.
pub(super) fn other_key(table: &Table, key: &[Value]) -> Error {
    Error::InvalidState(format!(
        "the database has changed the key of a `{}` that was written, which cannot be told by it any more; it is {} now",
        table.model,
        show_key(key)
    ))
}

impl Session {
    /// Selects columns of rows by their keys, and writes them into drafts. `like` is any of the rows.
    pub(super) async fn read_back(
        &mut self,
        table: &'static Table,
        columns: &[usize],
        like: &Arc<dyn AnyInstance>,
        drafts: Vec<&mut dyn Columns>,
    ) -> Result<()> {
        let mut sink = ReadBack::new(table, columns, drafts, like);
        let keys = table.primary_key();
        let select = SelectCore {
            items: columns_of(table, keys).chain(columns_of(table, columns)).map(SelectItem::Node).collect(),
            filter: vec![among(table, keys, sink.positions.keys().cloned().collect())],
            ..SelectCore::default()
        };
        let compiled = self.link.engine_of(table).compile_one(StatementRef::Select(&select))?;
        self.link.fetch(compiled, Some(table), &mut |row| sink.row(row)).await?;
        let expected = sink.positions.len() as u64;
        if sink.rows != expected {
            let found = sink.rows;
            return Err(Error::InvalidState(format!(
                "of {expected} rows of `{}` that were written, {found} are found by their keys: the database has changed the key of one",
                table.model
            )));
        }
        sink.finish().map(drop)
    }
}

/// Positions of rows by key.
pub(super) fn by_key<'r>(rows: impl Iterator<Item = &'r dyn Columns>, keys: &[usize]) -> HashMap<Vec<Value>, usize> {
    let key = |row: &dyn Columns| keys.iter().filter_map(|&index| row.column(index)).map(|v| v.to_value()).collect();
    rows.enumerate().map(|(position, row)| (key(row), position)).collect()
}

/// Reads a key from the first columns of a row, with the types of the model.
pub(crate) fn read_key(scratch: &mut dyn Columns, keys: &[usize], row: &dyn RowReader) -> Result<Vec<Value>> {
    let mut key = Vec::with_capacity(keys.len());
    for (at, &index) in keys.iter().enumerate() {
        if let Some(field) = scratch.column_mut(index) {
            field.read(row, at)?;
            key.push(field.to_value());
        }
    }
    Ok(key)
}
