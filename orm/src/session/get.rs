//! `get`: an instance by its primary key.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use orm_core::model::{IntoKey, Key};
use orm_core::statement::select;
use orm_core::{Entity, Error, Expr, Result};

use super::Session;
use super::by_keys::key_in;
use crate::instance::Instance;
use crate::loading::BoxFuture;
use crate::model::Model;

impl Session {
    /// The instance with the given primary key (a tuple for a composite one), or `None` if there is no such row.
    /// An instance that the session has already is returned without SQL, unless it was [expired](Self::expire): then its row is read anew,
    /// and if that is gone, the instance leaves the session.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// let again = session.get(User, 1).await?.expect("a row"); // without SQL
    /// assert!(Instance::ptr_eq(&alice, &again));
    /// assert!(session.get(User, 99).await?.is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the query fails.
    pub fn get<M: Model>(&mut self, entity: Entity<M>, key: impl IntoKey<M::Key>) -> Get<'_, M> {
        let key = key.into_key();
        let known = match (self.usable(), self.identity.of::<M>().get(&key)) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(instance)) => {
                let instance = instance.clone();
                if instance.state().expired {
                    return Get(Step::Query(Box::pin(self.get_expired(instance))));
                }
                Ok(Some(instance))
            }
            (Ok(()), None) => {
                let query = select(entity).filter(Expr::<bool>::from_node(key_in::<M>(&[key.to_values()])));
                return Get(Step::Query(Box::pin(self.execute(query).one_or_none())));
            }
        };
        Get(Step::Known(Some(known)))
    }

    /// An instance that must be read anew, if its row is still there.
    async fn get_expired<M: Model>(&mut self, instance: Instance<M>) -> Result<Option<Instance<M>>> {
        self.before_query(true).await?;
        match self.read_expired(&[instance.erase()]).await {
            Ok(()) => Ok(Some(instance)),
            Err(Error::NoResultFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The future of [`Session::get`]. (An `async fn` would report a key of the wrong type three times.)
#[must_use = "a query does nothing until it is awaited"]
pub struct Get<'s, M>(Step<'s, Result<Option<Instance<M>>>>);

enum Step<'s, T> {
    /// There was no need to ask the database.
    Known(Option<T>),
    /// The query under way.
    Query(BoxFuture<'s, T>),
}

impl<M> Future for Get<'_, M> {
    type Output = Result<Option<Instance<M>>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.get_mut().0 {
            Step::Known(known) => known.take().map_or(Poll::Pending, Poll::Ready),
            Step::Query(query) => query.as_mut().poll(context),
        }
    }
}
