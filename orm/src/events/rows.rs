//! Listeners to the rows of a model.

use std::any::{Any, TypeId};
use std::sync::Arc;

use orm_core::{Entity, Result};

use super::{Events, Moment};
use crate::instance::{AnyInstance, Instance, Lifecycle, Model};

impl Events {
    /// Before a new row is inserted. The listener may change columns of the instance. An error ends the flush and with it the transaction.
    ///
    /// Foreign keys that follow from relationships are set, defaults and keys of the database are not.
    pub fn before_insert<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::BeforeInsert, move |instance, _| listener(instance))
    }

    /// After a row was inserted: keys and defaults are there.
    pub fn after_insert<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::AfterInsert, move |instance, _| listener(instance))
    }

    /// Before a row is updated of which columns have changed: the instance, and the row as it is in the database. The listener may change
    /// columns of the instance. An error ends the flush and with it the transaction.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// engine.events().before_update(User, |user, old| {
    ///     if user.name != old.name && user.name == "root" {
    ///         return Err(orm::Error::InvalidState(format!("{} cannot become root", old.name)));
    ///     }
    ///     Ok(())
    /// });
    /// let mut session = Session::new(&engine);
    /// session.get(User, 1).await?.expect("a row").set(User::name, "root");
    /// assert_eq!(session.commit().await.unwrap_err().to_string(), "Alice cannot become root");
    /// # Ok(()) }
    /// ```
    pub fn before_update<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>, &M) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::BeforeUpdate, listener)
    }

    /// After a row was updated: the instance, and the row as it was.
    pub fn after_update<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>, &M) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::AfterUpdate, listener)
    }

    /// Before a row is deleted. An error ends the flush and with it the transaction.
    pub fn before_delete<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::BeforeDelete, move |instance, _| listener(instance))
    }

    /// After a row was deleted.
    pub fn after_delete<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::AfterDelete, move |instance, _| listener(instance))
    }

    /// After a query brought a row that the session had no instance of. An error is the query's.
    pub fn load<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.row(Moment::Load, move |instance, _| listener(instance))
    }

    /// After a flush, a commit or a rollback has led an instance from one state to another: `Pending` to `Persistent`, `Persistent` to
    /// `Deleted`, `Deleted` to `Detached`, and what a rollback makes of it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// engine.events().transition(User, |user, from, to| println!("{}: {from:?} to {to:?}", user.name));
    /// let mut session = Session::new(&engine);
    /// session.add(User::builder().name("Dave"));
    /// session.flush().await?; // Dave: Pending to Persistent
    /// session.rollback().await?; // Dave: Persistent to Transient
    /// # Ok(()) }
    /// ```
    pub fn transition<M: Model>(
        &self,
        _entity: Entity<M>,
        listener: impl Fn(&Instance<M>, Lifecycle, Lifecycle) + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| {
            let hook = move |instance: &Arc<dyn AnyInstance>, from, to| {
                if let Some(instance) = instance.clone().downcast::<M>() {
                    listener(&instance, from, to);
                }
            };
            listeners.transitions.entry(TypeId::of::<M>()).or_default().push(Arc::new(hook));
        })
    }

    fn row<M: Model>(
        &self,
        moment: Moment,
        listener: impl Fn(&Instance<M>, &M) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        let hook = move |instance: &Arc<dyn AnyInstance>, old: usize| {
            let Some(typed) = instance.clone().downcast::<M>() else { return Ok(()) };
            let old: &dyn Any = instance.version(old);
            old.downcast_ref::<M>().map_or(Ok(()), |old| listener(&typed, old))
        };
        self.add(|listeners| {
            let of_model = listeners.rows.entry(moment).or_default();
            of_model.entry(TypeId::of::<M>()).or_default().push(Arc::new(hook));
        })
    }
}
