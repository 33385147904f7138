//! Random statements about users, posts and comments.
//!
//! The shape of a statement comes from one list of choices, its values from another: two statements of one shape that differ in
//! their values are made of the same first list.

#[path = "generator/changes.rs"]
mod changes;
#[path = "generator/columns.rs"]
mod columns;
#[path = "generator/exotic.rs"]
pub mod exotic;
#[path = "generator/predicates.rs"]
mod predicates;
#[path = "generator/queries.rs"]
mod queries;

use std::cell::Cell;

use orm::core::error::DecodeError;
use orm::core::expr::{ColumnRef, Node};
use orm::core::row::RowReader;
use orm::core::statement::{
    Compound, DeleteCore, Effect, InsertCore, Query, Select, SelectItem, Selectable, Statement, StatementRef,
    UpdateCore,
};
use orm::core::value::Value;
use orm::prelude::*;

use super::choices::Choices;

/// Any number of expressions, of types that nobody asks for.
#[derive(Clone, Debug)]
pub struct Many(pub Vec<Node>);

impl Selectable for Many {
    type Row = Vec<Value>;
    type Columns = Many;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.extend(self.0.iter().cloned().map(SelectItem::Node));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Many {
        let range = *at..*at + self.0.len();
        *at = range.end;
        Many(range.map(|index| Node::ColumnRef(ColumnRef { table: source.clone(), index })).collect())
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Vec<Value>, DecodeError> {
        let range = *at..*at + self.0.len();
        *at = range.end;
        range.map(|index| row.value(index)).collect()
    }
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Made {
    Select(Select<Many>),
    Compound(Compound<Many>),
    Insert(InsertCore),
    Update(UpdateCore),
    Delete(DeleteCore),
}

impl Statement for Made {
    fn core(&self) -> Option<StatementRef<'_>> {
        match self {
            Made::Select(select) => Some(StatementRef::Select(select.core())),
            Made::Compound(compound) => Some(StatementRef::Compound(compound.core())),
            Made::Insert(insert) => Some(StatementRef::Insert(insert)),
            Made::Update(update) => Some(StatementRef::Update(update)),
            Made::Delete(delete) => Some(StatementRef::Delete(delete)),
        }
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }
}

impl Query for Made {
    type Row = Vec<Value>;

    fn decode(&self, row: &dyn RowReader) -> Result<Vec<Value>, DecodeError> {
        (0..row.len()).map(|index| row.value(index)).collect()
    }
}

/// What can be said of the sources of a statement: their columns by type.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub ints: Vec<Expr<i64>>,
    pub texts: Vec<Expr<String>>,
    pub bools: Vec<Expr<bool>>,
}

/// Makes statements.
pub struct Maker<'c> {
    pub shape: &'c Choices<'c>,
    pub values: &'c Choices<'c>,
    /// With all that only some databases have, and that need not make sense: for what is not executed.
    pub exotic: bool,
    names: Cell<u32>,
}

impl<'c> Maker<'c> {
    pub fn new(shape: &'c Choices<'c>, values: &'c Choices<'c>, exotic: bool) -> Self {
        Maker { shape, values, exotic, names: Cell::new(0) }
    }

    /// A name that nothing else in the statement has.
    fn name(&self, of: &str) -> String {
        self.names.set(self.names.get() + 1);
        format!("{of}{}", self.names.get())
    }

    /// A statement of any kind.
    pub fn statement(&self) -> Made {
        match self.shape.below(10) {
            0..=4 => Made::Select(self.select(2)),
            5 => Made::Compound(self.compound(1)),
            6 | 7 => Made::Insert(self.insert()),
            8 => Made::Update(self.update()),
            _ => Made::Delete(self.delete()),
        }
    }
}
