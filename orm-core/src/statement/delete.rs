//! DELETE.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::row_count::{RowCount, row_count};
use super::{Effect, FromClause, Query, QueryCore, SelectItem, Selectable, Selected, Statement, StatementRef, cte_of};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result};
use crate::expr::{IntoExpr, IntoOrderBy, Node, OrderBy, TableRef};
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
/// It knows of no cascades but those of the database (`on_delete`). Executed by a session, it takes the instances of the rows out of it.
pub fn delete<M: Mapped>(_entity: Entity<M>) -> Delete<M> {
    Delete::new(TableRef::Static(M::table()))
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
    /// Other tables, whose columns it uses.
    pub using: Vec<TableRef>,
    /// Conditions, all of which hold.
    pub filter: Vec<Node>,
    /// Which rows come first.
    pub order_by: Vec<OrderBy>,
    /// Most rows to delete.
    pub limit: Option<u64>,
    /// What is returned of each deleted row.
    pub returning: Vec<SelectItem>,
}

impl<M> Delete<M> {
    pub(crate) fn new(table: TableRef) -> Self {
        Delete { core: DeleteCore::new(table), returning: (), model: PhantomData }
    }
}

impl<M, R> Delete<M, R> {
    /// Deletes the rows for which the condition is true. Several filters must all hold.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoExpr<bool>) -> Self {
        self.core.filter.push(condition.into_expr().into_node());
        self
    }

    /// The same as [`filter`](Self::filter), for those who look for `where`, which is a keyword.
    #[must_use]
    pub fn where_(self, condition: impl IntoExpr<bool>) -> Self {
        self.filter(condition)
    }

    /// What the compiler makes of `.where(..)`.
    #[doc(hidden)]
    #[must_use]
    #[deprecated(note = "`where` is a keyword: write `.filter(..)`, or `.where_(..)`")]
    pub fn r#where(self, condition: impl IntoExpr<bool>) -> Self {
        self.filter(condition)
    }

    /// Uses the columns of another table, alias, subquery or CTE; a filter says which rows go together.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = delete(Post).using(User).filter(Post::user_id.eq(User::id) & User::is_active.eq(false));
    /// assert_eq!(
    ///     sql(statement),
    ///     r#"DELETE FROM "posts" WHERE EXISTS (SELECT 1 FROM "users" WHERE "posts"."user_id" = "users"."id" AND "users"."is_active" = ?) -- false"#,
    /// );
    /// ```
    #[must_use]
    pub fn using(mut self, source: impl Into<TableRef>) -> Self {
        self.core.using.push(source.into());
        self
    }

    /// Sorts the rows, to say which come first for [`limit`](Self::limit). Further calls add keys.
    #[must_use]
    pub fn order_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.core.order_by.extend(keys.into_order_by());
        self
    }

    /// Deletes at most so many rows, the first in their order.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let oldest = delete(Post).filter(Post::views.eq(0)).order_by(Post::id).limit(100);
    /// assert_eq!(
    ///     oldest.to_sql(&Dialect::MARIADB)?,
    ///     "DELETE FROM `posts` WHERE `posts`.`views` = 0 ORDER BY `posts`.`id` LIMIT 100",
    /// );
    /// # Ok::<(), orm::Error>(())
    /// ```
    ///
    /// MySQL and MariaDB have it; elsewhere a subquery finds the rows by their primary key.
    #[must_use]
    pub fn limit(mut self, rows: impl RowCount) -> Self {
        let Self { core, .. } = &mut self;
        core.limit = row_count(rows, "a limit", |invalid| core.filter.push(invalid));
        self
    }

    /// Returns something of every deleted row.
    #[must_use]
    pub fn returning<Q: Selected>(mut self, items: Q) -> Delete<M, Q> {
        self.core.returning.clear();
        items.items(&mut self.core.returning);
        Delete { core: self.core, returning: items, model: PhantomData }
    }
}

impl DeleteCore {
    /// A DELETE of all rows.
    pub fn new(table: TableRef) -> Self {
        DeleteCore {
            table,
            using: Vec::new(),
            filter: Vec::new(),
            order_by: Vec::new(),
            limit: None,
            returning: Vec::new(),
        }
    }

    /// The SQL and its parameters.
    ///
    /// # Errors
    /// When a column of another table is used, or the dialect cannot return rows from a DELETE.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::run(dialect, StatementRef::Delete(self))
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Send + Sync> Statement for Delete<M, R> {
    fn core(&self) -> Option<StatementRef<'_>> {
        Some(StatementRef::Delete(&self.core))
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.core.table)
    }
}

impl<M, Q: Selectable> Delete<M, Q> {
    /// What is returned.
    #[doc(hidden)]
    pub fn returned(&self) -> &Q {
        &self.returning
    }

    /// The DELETE as a common table expression: what it returns is what the statement around it can select from.
    /// PostgreSQL only.
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> FromClause<Q::Columns> {
        cte_of(&self.returning, QueryCore::Delete(Box::new(self.core)), name.into(), None)
    }
}

#[diagnostic::do_not_recommend]
impl<M, Q: Selectable> Query for Delete<M, Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.returning.decode(row, &mut 0)
    }
}
