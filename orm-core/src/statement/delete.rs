//! DELETE.

use std::marker::PhantomData;

use super::{Effect, Query, SelectItem, Selectable, Statement};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result};
use crate::expr::{IntoExpr, Node, TableRef};
use crate::model::{Entity, Mapped};
use crate::row::RowReader;
use crate::schema::Table;

/// Deletes rows of a model. Without a filter, all of them.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(
///     sql(delete(User).filter(User::is_active.eq(false))),
///     r#"DELETE FROM "users" WHERE "users"."is_active" = ? -- false"#,
/// );
/// ```
///
/// It knows of no cascades but those of the database (`on_delete`).
pub fn delete<M: Mapped>(_entity: Entity<M>) -> Delete<M> {
    let core = DeleteCore { table: TableRef::Static(M::table()), filter: Vec::new(), returning: Vec::new() };
    Delete { core, returning: (), model: PhantomData }
}

/// A DELETE of model `M`: [`delete`] makes it.
#[derive(Clone, Debug)]
pub struct Delete<M, R = ()> {
    core: DeleteCore,
    returning: R,
    model: PhantomData<fn() -> M>,
}

/// A DELETE without Rust types.
#[derive(Clone, Debug)]
pub struct DeleteCore {
    /// The table.
    pub table: TableRef,
    /// Conditions, all of which hold.
    pub filter: Vec<Node>,
    /// What is returned of each deleted row.
    pub returning: Vec<SelectItem>,
}

impl<M: Mapped, R> Delete<M, R> {
    /// Deletes the rows for which the condition is true. Several filters must all hold.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoExpr<bool>) -> Self {
        self.core.filter.push(condition.into_expr().into_node());
        self
    }

    /// Returns something of every deleted row.
    #[must_use]
    pub fn returning<Q: Selectable>(mut self, items: Q) -> Delete<M, Q> {
        self.core.returning.clear();
        items.items(&mut self.core.returning);
        Delete { core: self.core, returning: items, model: PhantomData }
    }
}

impl DeleteCore {
    /// The SQL and its parameters.
    ///
    /// # Errors
    /// When a column of another table is used, or the dialect cannot return rows from a DELETE.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::run(dialect, |compiler| compiler.delete(self))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, R: Send + Sync> Statement for Delete<M, R> {
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        self.core.compile(dialect).map(|compiled| vec![compiled])
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.core.table)
    }
}

impl<M: Mapped, Q: Selectable> Delete<M, Q> {
    /// What is returned.
    #[doc(hidden)]
    pub fn returned(&self) -> &Q {
        &self.returning
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, Q: Selectable> Query for Delete<M, Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.returning.decode(row, &mut 0)
    }
}
