//! `get`: an instance by its primary key.

use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::model::{IntoKey, Key};
use orm_core::statement::{Lock, select};
use orm_core::{Entity, Error, Expr, Result};

use super::Session;
use super::by_keys::key_in;
use crate::instance::{Instance, STALE};
use crate::loading::{self, BoxFuture, Load, LoadPath};
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
    pub fn get<M: Model>(&mut self, _entity: Entity<M>, key: impl IntoKey<M::Key>) -> Get<'_, M> {
        Get { session: self, key: key.into_key(), lock: None, options: Vec::new() }
    }

    /// As [`get`](Self::get), where there must be a row.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// assert_eq!(session.get_one(User, 1).await?.name, "Alice");
    /// assert!(matches!(session.get_one(User, 99).await, Err(orm::Error::NoResultFound)));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::NoResultFound`], or the query fails.
    pub fn get_one<M: Model>(
        &mut self,
        entity: Entity<M>,
        key: impl IntoKey<M::Key>,
    ) -> BoxFuture<'_, Result<Instance<M>>> {
        let get = self.get(entity, key);
        Box::pin(async move { get.await?.ok_or(Error::NoResultFound) })
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

/// A [`Session::get`] about to be awaited. (An `async fn` would report a key of the wrong type three times.)
#[must_use = "a query does nothing until it is awaited"]
pub struct Get<'s, M: Model> {
    session: &'s mut Session,
    key: M::Key,
    lock: Option<Lock>,
    options: Vec<Arc<LoadPath>>,
}

impl<'s, M: Model> Get<'s, M> {
    /// Loads a relationship along, also where the instance is in the session already.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).options(selectinload(User::posts)).await?.expect("a row");
    /// assert_eq!(alice.posts.get()?.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn options<T: Model>(mut self, option: Load<M, T>) -> Self {
        self.options.push(Arc::new(option.into_path()));
        self
    }

    /// Locks the row until the end of the transaction, and reads it anew: pending changes are flushed first, and what others wrote is
    /// seen. SQLite, where a transaction that writes locks everything, has no such lock and only reads.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let post = session.get(Post, 1).with_for_update().await?.expect("a row");
    /// post.set(Post::views, post.views + 1); // nobody changes it meanwhile
    /// session.commit().await?;
    /// # Ok(()) }
    /// ```
    pub fn with_for_update(self) -> Self {
        self.with_lock(Lock::update())
    }

    /// Locks the row in another way.
    pub fn with_lock(mut self, lock: Lock) -> Self {
        self.lock = Some(lock);
        self
    }

    async fn run(self) -> Result<Option<Instance<M>>> {
        let Get { session, key, lock, options } = self;
        session.usable()?;
        let known = session.identity.of::<M>().get(&key).cloned();
        let found = match (known, lock) {
            (Some(instance), None) if instance.state().expired => session.get_expired(instance).await?,
            (Some(instance), None) => Some(instance),
            (known, lock) => {
                let mut query =
                    select(Entity::<M>::NEW).filter(Expr::<bool>::from_node(key_in::<M>(&[key.to_values()])));
                if let Some(lock) = lock {
                    query = query.lock(lock);
                    session.before_query(true).await?;
                    if let Some(instance) = known {
                        instance.state().epoch = STALE;
                    }
                }
                session.execute(query).one_or_none().await?
            }
        };
        if let Some(instance) = found.as_ref().filter(|_| !options.is_empty()) {
            loading::run(session, &options, &[instance.erase()]).await?;
        }
        Ok(found)
    }
}

impl<'s, M: Model> IntoFuture for Get<'s, M> {
    type Output = Result<Option<Instance<M>>>;
    type IntoFuture = BoxFuture<'s, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
