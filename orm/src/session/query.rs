//! [`SessionQuery`]: a select of one model, bound to the session: `session.query(User).filter(..).first()`.

use orm_core::expr::{IntoOrderBy, func};
use orm_core::statement::{IntoJoin, Select, SelectItem, select};
use orm_core::{Entity, Expr, IntoExpr, Result};

use super::Session;
use crate::instance::Instance;
use crate::loading::{Load, LoadOptions};
use crate::model::Model;

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

impl<M: Model> SessionQuery<'_, M> {
    fn map(self, change: impl FnOnce(Select<Entity<M>>) -> Select<Entity<M>>) -> Self {
        SessionQuery { session: self.session, select: change(self.select) }
    }

    /// Keeps the rows for which the condition is true.
    pub fn filter(self, condition: impl IntoExpr<bool>) -> Self {
        self.map(|select| select.filter(condition))
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
    pub fn limit(self, rows: u64) -> Self {
        self.map(|select| select.limit(rows))
    }

    /// Skips so many rows.
    pub fn offset(self, rows: u64) -> Self {
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
    pub async fn all(self) -> Result<Vec<Instance<M>>> {
        self.session.execute(self.select).all().await
    }

    /// The first instance, if there is one; asks for no more than one row.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn first(self) -> Result<Option<Instance<M>>> {
        self.session.execute(self.select).first().await
    }

    /// The only instance.
    ///
    /// # Errors
    /// When there is none, or more than one, or the query fails.
    pub async fn one(self) -> Result<Instance<M>> {
        self.session.execute(self.select).one().await
    }

    /// The only instance, if there is one.
    ///
    /// # Errors
    /// When there is more than one, or the query fails.
    pub async fn one_or_none(self) -> Result<Option<Instance<M>>> {
        self.session.execute(self.select).one_or_none().await
    }

    /// How many rows there are, limit and offset aside.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn count(self) -> Result<i64> {
        let mut count: Select<Expr<i64>> = select(func::count_all());
        let core = count.core_mut();
        let items: Vec<SelectItem> = std::mem::take(&mut core.items);
        *core = self.select.into_core();
        let tables = std::mem::replace(&mut core.items, items);
        core.from.extend(tables.into_iter().filter_map(|item| match item {
            SelectItem::Model { table, .. } => Some(table),
            SelectItem::Node(_) => None,
        }));
        (core.limit, core.offset) = (None, None);
        core.order_by.clear();
        self.session.scalar(count).await
    }

    /// Whether there is any row.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn exists(self) -> Result<bool> {
        Ok(self.first().await?.is_some())
    }
}
