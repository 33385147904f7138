//! UPDATE.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::row_count::{RowCount, row_count};
use super::{Effect, FromClause, Query, QueryCore, SelectItem, Selectable, Selected, Statement, StatementRef, cte_of};
use crate::error::DecodeError;
use crate::expr::{Column, IntoExpr, IntoOrderBy, Node, OrderBy, TableRef};
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
/// It acts on rows in the database. Executed by a session, it keeps the instances of the session right.
///
/// All new values are calculated from the row as it was. MySQL assigns one after the other: there, the assignments are put in an
/// order in which that makes no difference; if there is none (two columns that swap their values), compiling is an error.
pub fn update<M: Mapped>(_entity: Entity<M>) -> Update<M> {
    Update::new(TableRef::Static(M::table()))
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
    /// Other tables, whose columns it uses.
    pub from: Vec<TableRef>,
    /// New values by column index.
    pub set: Vec<(usize, Node)>,
    /// Conditions, all of which hold.
    pub filter: Vec<Node>,
    /// Which rows come first.
    pub order_by: Vec<OrderBy>,
    /// Most rows to update.
    pub limit: Option<u64>,
    /// What is returned of each updated row.
    pub returning: Vec<SelectItem>,
}

impl UpdateCore {
    /// An UPDATE of nothing.
    pub fn new(table: TableRef) -> Self {
        UpdateCore {
            table,
            from: Vec::new(),
            set: Vec::new(),
            filter: Vec::new(),
            order_by: Vec::new(),
            limit: None,
            returning: Vec::new(),
        }
    }

    fn assign(&mut self, index: usize, node: Node) {
        self.set.retain(|(set, _)| *set != index);
        self.set.push((index, node));
    }
}

impl<M> Update<M> {
    pub(crate) fn new(table: TableRef) -> Self {
        Update { core: UpdateCore::new(table), returning: (), model: PhantomData }
    }
}

impl<M: Mapped, R> Update<M, R> {
    /// Sets a column to a value or an expression. Of several for one column, the last counts.
    #[must_use]
    pub fn set<T: SqlType>(mut self, column: Column<M, T>, value: impl IntoExpr<T::Base>) -> Self {
        self.assign(column.index(), value.into_expr().into_node());
        self
    }
}

/// What `values` of an UPDATE would take: nothing.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an UPDATE sets its columns one by one: `.set(User::name, \"Alice\").set(User::age, 30)`",
    label = "`values` belongs to `insert`"
)]
pub trait ValuesOfUpdate {}

impl<M, R> Update<M, R> {
    /// For its message: SQLAlchemy's word for [`set`](Self::set).
    #[doc(hidden)]
    #[must_use]
    pub fn values(self, _values: impl ValuesOfUpdate) -> Self {
        self
    }

    pub(crate) fn assign(&mut self, index: usize, node: Node) {
        self.core.assign(index, node);
    }

    pub(crate) fn table(&self) -> &TableRef {
        &self.core.table
    }

    /// Updates the rows for which the condition is true. Several filters must all hold.
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

    /// Uses the columns of another table, alias, subquery or CTE. A filter says which rows go together; of several that go with
    /// one row, any may be taken.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = update(Post).from(User).filter(Post::user_id.eq(User::id)).set(Post::title, User::name);
    /// assert_eq!(
    ///     sql(statement),
    ///     r#"UPDATE "posts" SET "title" = "users"."name" FROM "users" WHERE "posts"."user_id" = "users"."id""#,
    /// );
    /// ```
    #[must_use]
    pub fn from(mut self, source: impl Into<TableRef>) -> Self {
        self.core.from.push(source.into());
        self
    }

    /// Sorts the rows, to say which come first for [`limit`](Self::limit). Further calls add keys.
    #[must_use]
    pub fn order_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.core.order_by.extend(keys.into_order_by());
        self
    }

    /// Updates at most so many rows, the first in their order.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let most_read = update(Post).order_by(Post::views.desc()).limit(3).set(Post::title, "Hit");
    /// assert_eq!(
    ///     most_read.to_sql(&Dialect::MARIADB)?,
    ///     "UPDATE `posts` SET `title` = 'Hit' ORDER BY `posts`.`views` DESC LIMIT 3",
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

    /// Returns something of every updated row.
    #[must_use]
    pub fn returning<Q: Selected>(mut self, items: Q) -> Update<M, Q> {
        self.core.returning.clear();
        items.items(&mut self.core.returning);
        Update { core: self.core, returning: items, model: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M, R: Send + Sync> Statement for Update<M, R> {
    fn core(&self) -> Option<StatementRef<'_>> {
        Some(StatementRef::Update(&self.core))
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.core.table)
    }
}

impl<M, Q: Selectable> Update<M, Q> {
    /// What is returned.
    #[doc(hidden)]
    pub fn returned(&self) -> &Q {
        &self.returning
    }

    /// The UPDATE as a common table expression: what it returns is what the statement around it can select from.
    /// PostgreSQL only.
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> FromClause<Q::Columns> {
        cte_of(&self.returning, QueryCore::Update(Box::new(self.core)), name.into(), None)
    }
}

#[diagnostic::do_not_recommend]
impl<M, Q: Selectable> Query for Update<M, Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.returning.decode(row, &mut 0)
    }
}
