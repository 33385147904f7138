//! UPDATE.

use std::marker::PhantomData;

use super::{Effect, Query, SelectItem, Selectable, Statement};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result};
use crate::expr::{Column, IntoExpr, Node, TableRef};
use crate::model::{Entity, Mapped};
use crate::row::RowReader;
use crate::schema::Table;
use crate::types::SqlType;

/// Updates rows of a model. Without a filter, all of them.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let statement = update(Post).filter(Post::title.starts_with("A")).set(Post::views, Post::views + 1);
/// assert_eq!(
///     sql(statement),
///     r#"UPDATE "posts" SET "views" = "posts"."views" + ? WHERE "posts"."title" LIKE ? ESCAPE '/' -- 1, 'A%'"#,
/// );
/// ```
///
/// It acts on rows in the database; instances of a session are refreshed by the next query that brings their rows.
pub fn update<M: Mapped>(_entity: Entity<M>) -> Update<M> {
    let core =
        UpdateCore { table: TableRef::Static(M::table()), set: Vec::new(), filter: Vec::new(), returning: Vec::new() };
    Update { core, returning: (), model: PhantomData }
}

/// An UPDATE of model `M`: [`update`] makes it.
#[derive(Clone, Debug)]
pub struct Update<M, R = ()> {
    core: UpdateCore,
    returning: R,
    model: PhantomData<fn() -> M>,
}

/// An UPDATE without Rust types.
#[derive(Clone, Debug)]
pub struct UpdateCore {
    /// The table.
    pub table: TableRef,
    /// New values by column index.
    pub set: Vec<(usize, Node)>,
    /// Conditions, all of which hold.
    pub filter: Vec<Node>,
    /// What is returned of each updated row.
    pub returning: Vec<SelectItem>,
}

impl<M: Mapped, R> Update<M, R> {
    /// Sets a column to a value or an expression. Of several for one column, the last counts.
    #[must_use]
    pub fn set<T: SqlType>(mut self, column: Column<M, T>, value: impl IntoExpr<T::Base>) -> Self {
        self.core.set.retain(|(index, _)| *index != column.index());
        self.core.set.push((column.index(), value.into_expr().into_node()));
        self
    }

    /// Updates the rows for which the condition is true. Several filters must all hold.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoExpr<bool>) -> Self {
        self.core.filter.push(condition.into_expr().into_node());
        self
    }

    /// Returns something of every updated row.
    #[must_use]
    pub fn returning<Q: Selectable>(mut self, items: Q) -> Update<M, Q> {
        self.core.returning.clear();
        items.items(&mut self.core.returning);
        Update { core: self.core, returning: items, model: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, R: Send + Sync> Statement for Update<M, R> {
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        Compiler::run(dialect, |compiler| compiler.update(&self.core)).map(|compiled| vec![compiled])
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.core.table)
    }
}

impl<M: Mapped, Q: Selectable> Update<M, Q> {
    /// What is returned.
    #[doc(hidden)]
    pub fn returned(&self) -> &Q {
        &self.returning
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, Q: Selectable> Query for Update<M, Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.returning.decode(row, &mut 0)
    }
}
