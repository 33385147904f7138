//! [`SessionQuery`]: a select of one model, bound to the session: `session.query(User).filter(..).first()`.

use orm_core::expr::{IntoOrderBy, func};
use orm_core::statement::{IntoJoin, RowCount, Select, SelectCore, SelectItem, select};
use orm_core::{Entity, Expr, IntoExpr, Result};

use super::{Session, Synchronize};
use crate::fetch::{BoxFuture, Fetch, FetchOne, Typed};
use crate::instance::{Instance, Mapper, Model, mapper};
use crate::loading::{Load, LoadOptions};

/// A query of one model, to be executed by the session that made it.
#[must_use = "a query does nothing until `all`, `first`, `one`, `one_or_none`, `count` or `exists` is awaited"]
pub struct SessionQuery<'s, M> {
    session: &'s mut Session,
    select: Select<Entity<M>>,
}

impl Session {
    /// A query of one model.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let active = session.query(User).filter(User::is_active).order_by(User::name.desc()).all().await?;
    /// assert_eq!(active[0].name, "Bob");
    /// let first = session.query(Post).order_by(Post::id).first().await?;
    /// assert_eq!(first.map(|post| post.title.clone()).as_deref(), Some("Hello"));
    /// assert_eq!(session.query(Post).filter(Post::views.gt(20)).count().await?, 2);
    /// assert!(session.query(Comment).exists().await?);
    /// # Ok(()) }
    /// ```
    pub fn query<M: Model>(&mut self, entity: Entity<M>) -> SessionQuery<'_, M> {
        SessionQuery { session: self, select: select(entity) }
    }
}

impl<'s, M: Model> SessionQuery<'s, M> {
    fn map(self, change: impl FnOnce(Select<Entity<M>>) -> Select<Entity<M>>) -> Self {
        SessionQuery { session: self.session, select: change(self.select) }
    }

    /// Keeps the rows for which the condition is true.
    pub fn filter(self, condition: impl IntoExpr<bool>) -> Self {
        self.map(|select| select.filter(condition))
    }

    /// The same as [`filter`](Self::filter), for those who look for `where`, which is a keyword.
    pub fn where_(self, condition: impl IntoExpr<bool>) -> Self {
        self.filter(condition)
    }

    /// What the compiler makes of `.where(..)`.
    #[doc(hidden)]
    #[deprecated(note = "`where` is a keyword: write `.filter(..)`, or `.where_(..)`")]
    pub fn r#where(self, condition: impl IntoExpr<bool>) -> Self {
        self.filter(condition)
    }

    /// Returns equal instances once: for joins that bring one several times.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let authors = session.query(User).join(User::posts).distinct().all().await?;
    /// assert_eq!(authors.len(), 2);
    /// assert_eq!(session.query(User).join(User::posts).distinct().count().await?, 2);
    /// # Ok(()) }
    /// ```
    pub fn distinct(self) -> Self {
        self.map(Select::distinct)
    }

    /// Joins a relationship, a model, or a model on a condition.
    pub fn join(self, target: impl IntoJoin) -> Self {
        self.map(|select| select.join(target))
    }

    /// As [`join`](Self::join), keeping rows without a partner.
    pub fn outerjoin(self, target: impl IntoJoin) -> Self {
        self.map(|select| select.outerjoin(target))
    }

    /// Sorts.
    pub fn order_by(self, keys: impl IntoOrderBy) -> Self {
        self.map(|select| select.order_by(keys))
    }

    /// Returns at most so many rows.
    pub fn limit(self, rows: impl RowCount) -> Self {
        self.map(|select| select.limit(rows))
    }

    /// Skips so many rows.
    pub fn offset(self, rows: impl RowCount) -> Self {
        self.map(|select| select.offset(rows))
    }

    /// Loads relationships along.
    pub fn options<T: Model>(self, option: Load<M, T>) -> Self {
        self.map(|select| select.options(option))
    }

    /// All instances.
    ///
    /// # Errors
    /// When the query fails.
    pub fn all(self) -> Fetch<'s, Vec<Instance<M>>> {
        self.session.execute(self.select).all()
    }

    /// The first instance, if there is one; asks for no more than one row.
    ///
    /// # Errors
    /// When the query fails.
    pub fn first(self) -> Fetch<'s, Option<Instance<M>>> {
        self.session.execute(self.select).first()
    }

    /// The only instance.
    ///
    /// # Errors
    /// When there is none, or more than one, or the query fails.
    pub fn one(self) -> FetchOne<'s, Instance<M>> {
        self.session.execute(self.select).one()
    }

    /// The only instance, if there is one.
    ///
    /// # Errors
    /// When there is more than one, or the query fails.
    pub fn one_or_none(self) -> Fetch<'s, Option<Instance<M>>> {
        self.session.execute(self.select).one_or_none()
    }

    /// How many rows there are, limit and offset aside.
    ///
    /// # Errors
    /// When the query fails.
    pub fn count(self) -> Fetch<'s, i64> {
        self.session.scalar(counted(self.select.into_core()))
    }

    /// Whether there is any row.
    ///
    /// # Errors
    /// When the query fails.
    pub fn exists(self) -> Typed<'s, bool, bool> {
        let mut core = self.select.into_core();
        core.limit = Some(core.limit.map_or(1, |limit| limit.min(1)));
        Typed::new(self.session.has_rows(mapper::<M>(), core), Ok)
    }
}

/// How many rows a select has, limit and offset aside.
fn counted(mut core: SelectCore) -> Select<Expr<i64>> {
    let mut count = select(func::count_all());
    if core.distinct {
        // What is counted are the rows that are left.
        (core.limit, core.offset) = (None, None);
        core.order_by.clear();
        return count.select_from(core.into_source());
    }
    let items = std::mem::take(&mut count.core_mut().items);
    *count.core_mut() = core;
    let core = count.core_mut();
    let tables = std::mem::replace(&mut core.items, items);
    core.from.extend(tables.into_iter().filter_map(|item| match item {
        SelectItem::Model { table, .. } => Some(table),
        SelectItem::Node(_) => None,
    }));
    (core.limit, core.offset) = (None, None);
    core.order_by.clear();
    count
}

impl Session {
    /// Whether a select of a model has rows.
    fn has_rows(&mut self, mapper: &'static Mapper, query: SelectCore) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async move {
            self.before_statement(&query, true).await?;
            let mut any = false;
            self.fetch(&query, false, Synchronize::Auto, &mut |row, tracker| {
                any = true;
                tracker.instance(mapper, row, 0).map(drop)
            })
            .await?;
            Ok(any)
        })
    }
}
