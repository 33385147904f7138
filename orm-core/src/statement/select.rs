//! SELECT.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::row_count::{RowCount, row_count};
use super::{
    Effect, Hint, IntoJoin, Join, JoinKind, JoinOn, Lock, Query, SelectItem, Selectable, Selected, Statement,
    StatementRef,
};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result};
use crate::expr::{IntoExpr, IntoOrderBy, Node, OrderBy, TableRef};
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
pub fn select<Q: Selected>(items: Q) -> Select<Q> {
    let mut core = SelectCore::of_items(Q::ITEMS);
    items.items(&mut core.items);
    Select { items, core, options: Vec::new() }
}

/// A SELECT of `Q`: [`select`] makes it.
#[derive(Clone)]
pub struct Select<Q> {
    items: Q,
    /// In its place, because every method moves the statement.
    core: Box<SelectCore>,
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
    /// Whether the last row's equals are returned beyond the limit.
    pub with_ties: bool,
    /// DISTINCT.
    pub distinct: bool,
    /// DISTINCT ON.
    pub distinct_on: Vec<Node>,
    /// What is locked.
    pub lock: Option<Lock>,
    /// SQL that only one dialect gets.
    pub hints: Vec<Hint>,
    /// Where the tables come from that an enclosing statement has too.
    pub correlation: Correlation,
}

impl SelectCore {
    /// Of nothing yet, with room for so many items.
    fn of_items(count: usize) -> Box<SelectCore> {
        let mut core = Box::<SelectCore>::default();
        core.items.reserve_exact(count);
        core
    }
}

/// Where a subquery gets the tables from that the statement around it has too.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Correlation {
    /// From there, if something else remains to select from, unless `select_from` names them.
    #[default]
    Auto,
    /// These from there.
    To(Vec<TableRef>),
    /// All but these from there.
    Except(Vec<TableRef>),
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
    #[inline]
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
    #[inline]
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
        self.core.joins.push(Join { kind: JoinKind::LeftOuter, ..target.into_join() });
        self
    }

    /// As [`join`](Self::join), keeping rows of both sides without a partner. MySQL and MariaDB have none.
    #[must_use]
    pub fn full_outer_join(mut self, target: impl IntoJoin) -> Self {
        self.core.joins.push(Join { kind: JoinKind::FullOuter, ..target.into_join() });
        self
    }

    /// Every row with every row of the target: said so, it is no mistake.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let all = select((User::name, Post::title)).cross_join(Post);
    /// assert!(sql(all).ends_with(r#"FROM "users" CROSS JOIN "posts""#));
    /// ```
    #[must_use]
    pub fn cross_join(mut self, target: impl IntoJoin) -> Self {
        let table = target.into_join().table;
        self.core.joins.push(Join { table, left: None, on: JoinOn::Everything, kind: JoinKind::Cross });
        self
    }

    /// Selects from this model, though nothing selected mentions it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// assert_eq!(sql(select(func::count_all()).select_from(User)), r#"SELECT count(*) FROM "users""#);
    /// ```
    #[must_use]
    pub fn select_from(mut self, source: impl Into<TableRef>) -> Self {
        self.core.from.push(source.into());
        self
    }

    /// In a subquery: takes these tables from the statement around it.
    #[must_use]
    pub fn correlate(mut self, source: impl Into<TableRef>) -> Self {
        match &mut self.core.correlation {
            Correlation::To(sources) => sources.push(source.into()),
            other => *other = Correlation::To(vec![source.into()]),
        }
        self
    }

    /// In a subquery: takes all tables from the statement around it that this has too, but this one.
    #[must_use]
    pub fn correlate_except(mut self, source: impl Into<TableRef>) -> Self {
        match &mut self.core.correlation {
            Correlation::Except(sources) => sources.push(source.into()),
            other => *other = Correlation::Except(vec![source.into()]),
        }
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
    pub fn limit(mut self, rows: impl RowCount) -> Self {
        let Self { core, .. } = &mut self;
        core.limit = row_count(rows, "a limit", |invalid| core.filter.push(invalid));
        self
    }

    /// Skips so many rows.
    #[must_use]
    pub fn offset(mut self, rows: impl RowCount) -> Self {
        let Self { core, .. } = &mut self;
        core.offset = row_count(rows, "an offset", |invalid| core.filter.push(invalid));
        self
    }

    /// Returns the rows from `range.start` up to `range.end`: LIMIT and OFFSET in one.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// assert!(sql(select(User::id).order_by(User::id).slice(20..30)).ends_with("LIMIT ? OFFSET ? -- 10, 20"));
    /// ```
    #[must_use]
    pub fn slice(self, range: std::ops::Range<u64>) -> Self {
        self.limit(range.end.saturating_sub(range.start)).offset(range.start)
    }

    /// Returns at most so many rows, and those that are sorted equal to the last of them: `FETCH FIRST .. ROWS WITH TIES`.
    /// SQLite and MySQL have none.
    #[must_use]
    pub fn limit_with_ties(mut self, rows: impl RowCount) -> Self {
        self.core.with_ties = true;
        self.limit(rows)
    }

    /// Returns equal rows once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.core.distinct = true;
        self
    }

    /// Returns the first row of each group of rows that are equal in `keys`, by which it is sorted first. PostgreSQL only.
    #[must_use]
    pub fn distinct_on(mut self, keys: impl IntoOrderBy) -> Self {
        self.core.distinct_on.extend(keys.into_order_by().into_iter().map(|key| key.node));
        self
    }

    /// Locks the rows until the end of the transaction: `FOR UPDATE`, or what else the [`Lock`] says. SQLite, where a
    /// transaction that writes is alone, ignores it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::{Lock, Statement};
    ///
    /// let next = select(Post).order_by(Post::id).limit(1).lock(Lock::update().skip_locked());
    /// assert!(next.compile(&Dialect::POSTGRES)?[0].sql.ends_with("FOR UPDATE SKIP LOCKED"));
    /// # Ok::<(), orm::Error>(())
    /// ```
    #[must_use]
    pub fn lock(mut self, lock: Lock) -> Self {
        self.core.lock = Some(lock);
        self
    }

    /// Locks the rows against all others: `.lock(Lock::update())`.
    #[must_use]
    pub fn for_update(self) -> Self {
        self.lock(Lock::update())
    }

    /// Locks the rows against changes by others: `.lock(Lock::share())`.
    #[must_use]
    pub fn for_share(self) -> Self {
        self.lock(Lock::share())
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
        *self.core
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
    /// All columns of a table.
    pub fn of_table(table: &'static Table) -> Self {
        let item = SelectItem::Model { table: TableRef::Static(table), offset: 0, columns: table.columns.len() };
        SelectCore { items: vec![item], ..SelectCore::default() }
    }

    /// The SQL and its parameters.
    ///
    /// # Errors
    /// When a column is used whose table the statement does not select from, or a join has no condition.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::run(dialect, StatementRef::Select(self))
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> Statement for Select<Q> {
    fn core(&self) -> Option<StatementRef<'_>> {
        self.core.core()
    }

    fn effect(&self) -> Effect {
        self.core.effect()
    }

    fn target(&self) -> Option<&Table> {
        self.core.target()
    }
}

/// For those who know what its rows are.
#[diagnostic::do_not_recommend]
impl Statement for SelectCore {
    fn core(&self) -> Option<StatementRef<'_>> {
        Some(StatementRef::Select(self))
    }

    fn effect(&self) -> Effect {
        // A lock needs a transaction to be held in; a CTE may write.
        if self.lock.is_some() || self.writes() { Effect::Write } else { Effect::Read }
    }

    fn target(&self) -> Option<&Table> {
        self.items.iter().find_map(|item| match item {
            SelectItem::Model { table, .. } => Some(&**table),
            // A column tells as much.
            SelectItem::Node(Node::ColumnRef(column)) => column.table.base_table(),
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
