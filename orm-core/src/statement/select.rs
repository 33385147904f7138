//! SELECT.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::{Effect, IntoJoin, Join, Query, SelectItem, Selectable, Statement};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result};
use crate::expr::{IntoExpr, IntoOrderBy, Node, OrderBy, TableRef};
use crate::model::{Entity, Mapped};
use crate::row::RowReader;
use crate::schema::Table;

/// Selects models, columns and expressions, alone or as a tuple. The FROM follows from what is selected and joined.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let statement = select((User::name, func::count(Post::id)))
///     .outerjoin(User::posts)
///     .group_by(User::id)
///     .having(func::count(Post::id).gt(1))
///     .order_by(User::name.desc());
/// assert_eq!(
///     sql(statement),
///     r#"SELECT "users"."name", count("posts"."id") FROM "users" LEFT OUTER JOIN "posts" ON "posts"."user_id" = "users"."id" GROUP BY "users"."id" HAVING count("posts"."id") > ? ORDER BY "users"."name" DESC -- 1"#,
/// );
/// ```
///
/// A session or a connection executes it, and gives a row per row of the result: models, values, or tuples of them.
pub fn select<Q: Selectable>(items: Q) -> Select<Q> {
    let mut core = SelectCore::default();
    items.items(&mut core.items);
    Select { items, core, options: Vec::new() }
}

/// A SELECT of `Q`: [`select`] makes it.
#[derive(Clone)]
pub struct Select<Q> {
    items: Q,
    core: SelectCore,
    options: Vec<Arc<dyn Any + Send + Sync>>,
}

/// A SELECT without the Rust type of its rows.
#[derive(Clone, Debug, Default)]
pub struct SelectCore {
    /// What is selected.
    pub items: Vec<SelectItem>,
    /// Tables of the FROM besides those that the selected items need.
    pub from: Vec<TableRef>,
    /// Joins, in order.
    pub joins: Vec<Join>,
    /// Conditions, all of which hold.
    pub filter: Vec<Node>,
    /// GROUP BY.
    pub group_by: Vec<Node>,
    /// Conditions on groups, all of which hold.
    pub having: Vec<Node>,
    /// ORDER BY.
    pub order_by: Vec<OrderBy>,
    /// Most rows to return.
    pub limit: Option<u64>,
    /// Rows to skip.
    pub offset: Option<u64>,
    /// DISTINCT.
    pub distinct: bool,
}

impl<Q> Select<Q> {
    /// Keeps the rows for which the condition is true. Several filters must all hold.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = select(User::id).filter(User::is_active).filter(User::name.eq("Alice"));
    /// assert_eq!(
    ///     sql(statement),
    ///     r#"SELECT "users"."id" FROM "users" WHERE "users"."is_active" AND "users"."name" = ? -- 'Alice'"#,
    /// );
    /// ```
    #[must_use]
    pub fn filter(mut self, condition: impl IntoExpr<bool>) -> Self {
        self.core.filter.push(condition.into_expr().into_node());
        self
    }

    /// Joins a relationship, a model, or a model on a condition.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let by_relationship = select((User::name, Post::title)).join(User::posts);
    /// let by_foreign_key = select((User::name, Post::title)).join(Post);
    /// let by_condition = select((User::name, Post::title)).join(Post.on(Post::user_id.eq(User::id)));
    /// assert_eq!(sql(by_relationship), sql(by_foreign_key));
    /// assert_eq!(
    ///     sql(by_condition),
    ///     r#"SELECT "users"."name", "posts"."title" FROM "users" JOIN "posts" ON "posts"."user_id" = "users"."id""#,
    /// );
    /// ```
    #[must_use]
    pub fn join(mut self, target: impl IntoJoin) -> Self {
        self.core.joins.push(target.into_join());
        self
    }

    /// As [`join`](Self::join), keeping rows without a partner.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let pairs = select((User, Post.optional())).outerjoin(User::posts); // rows are (User, Option<Post>)
    /// assert!(sql(pairs).contains("LEFT OUTER JOIN"));
    /// ```
    #[must_use]
    pub fn outerjoin(mut self, target: impl IntoJoin) -> Self {
        self.core.joins.push(Join { outer: true, ..target.into_join() });
        self
    }

    /// Selects from this model, though nothing selected mentions it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// assert_eq!(sql(select(func::count_all()).select_from(User)), r#"SELECT count(*) FROM "users""#);
    /// ```
    #[must_use]
    pub fn select_from<M: Mapped>(mut self, _entity: Entity<M>) -> Self {
        self.core.from.push(TableRef::Static(M::table()));
        self
    }

    /// Sorts. Further calls add keys.
    #[must_use]
    pub fn order_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.core.order_by.extend(keys.into_order_by());
        self
    }

    /// Groups rows. Further calls add keys.
    #[must_use]
    pub fn group_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.core.group_by.extend(keys.into_order_by().into_iter().map(|key| key.node));
        self
    }

    /// Keeps the groups for which the condition is true.
    #[must_use]
    pub fn having(mut self, condition: impl IntoExpr<bool>) -> Self {
        self.core.having.push(condition.into_expr().into_node());
        self
    }

    /// Returns at most so many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.core.limit = Some(rows);
        self
    }

    /// Skips so many rows.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.core.offset = Some(rows);
        self
    }

    /// Returns equal rows once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.core.distinct = true;
        self
    }

    /// What is selected.
    #[doc(hidden)]
    pub fn items(&self) -> &Q {
        &self.items
    }

    /// The statement without the type of its rows.
    pub fn core(&self) -> &SelectCore {
        &self.core
    }

    /// The statement without the type of its rows, to be changed.
    #[doc(hidden)]
    pub fn core_mut(&mut self) -> &mut SelectCore {
        &mut self.core
    }

    /// The statement without the type of its rows, owned.
    pub fn into_core(self) -> SelectCore {
        self.core
    }

    /// Attaches an option that Core carries and the ORM understands (loader options).
    #[doc(hidden)]
    pub fn push_option(&mut self, option: Arc<dyn Any + Send + Sync>) {
        self.options.push(option);
    }

    /// The attached options.
    #[doc(hidden)]
    pub fn attached_options(&self) -> &[Arc<dyn Any + Send + Sync>] {
        &self.options
    }
}

impl SelectCore {
    /// The SQL and its parameters.
    ///
    /// # Errors
    /// When a column is used whose table the statement does not select from, or a join has no condition.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::run(dialect, |compiler| compiler.select(self))
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> Statement for Select<Q> {
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        self.core.compile(dialect).map(|compiled| vec![compiled])
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn target(&self) -> Option<&Table> {
        self.core.items.iter().find_map(|item| match item {
            SelectItem::Model(table) => Some(&**table),
            SelectItem::Node(_) => None,
        })
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> Query for Select<Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.items.decode(row, &mut 0)
    }

    fn limit_rows(&mut self, rows: u64) {
        self.core.limit = Some(self.core.limit.map_or(rows, |limit| limit.min(rows)));
    }
}

impl<Q> fmt::Debug for Select<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.fmt(f)
    }
}
