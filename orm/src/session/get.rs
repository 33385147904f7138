//! `get`: an instance by its primary key.

use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::error::Sought;
use orm_core::model::{IntoKey, Key};
use orm_core::statement::Lock;
use orm_core::{Entity, Error, Result};

use super::Session;
use crate::fetch::{BoxFuture, Typed};
use crate::instance::{AnyInstance, Instance, Model, mapper};
use crate::loading::{Load, LoadPath, Loader};

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
    /// assert!(matches!(session.get_one(User, 99).await, Err(orm::Error::NoResultFound(_))));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::NoResultFound`], or the query fails.
    pub fn get_one<M: Model>(
        &mut self,
        entity: Entity<M>,
        key: impl IntoKey<M::Key>,
    ) -> Typed<'_, Option<Arc<dyn AnyInstance>>, Instance<M>> {
        let key = key.into_key();
        let values = key.to_values();
        let found = Session::required(self.get(entity, key).found(), mapper::<M>(), values);
        Typed::new(found, |found| typed(found).ok_or_else(|| Error::NoResultFound(Sought::of(M::NAME))))
    }
}

fn typed<M: Model>(found: Option<Arc<dyn AnyInstance>>) -> Option<Instance<M>> {
    found?.downcast()
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

    fn found(self) -> BoxFuture<'s, Result<Option<Arc<dyn AnyInstance>>>> {
        let Get { session, key, lock, options } = self;
        let known = session.known(mapper::<M>(), &key.identity());
        // Only a query needs them.
        let key = if known.is_none() || lock.is_some() { key.to_values() } else { Vec::new() };
        session.find(mapper::<M>(), known, key, lock, options)
    }
}

impl<'s, M: Model> IntoFuture for Get<'s, M> {
    type Output = Result<Option<Instance<M>>>;
    type IntoFuture = Typed<'s, Option<Arc<dyn AnyInstance>>, Option<Instance<M>>>;

    fn into_future(self) -> Self::IntoFuture {
        Typed::new(self.found(), |found| Ok(typed(found)))
    }
}
