//! [`Events`]: what a program wants to be called for.
//!
//! ```text
//! engine.events(), session.events() ──> Events ──> Listeners (listeners.rs): lists of closures, shared by reference
//!                                                    │ session/events.rs asks once per flush, commit, query whether there are any
//!                                                    ▼
//!        the session's hooks: before_flush, after_commit, ..      (this file)
//!        rows of a model: before_insert, after_update, load, ..   (rows.rs)
//! ```

mod listeners;
mod rows;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use orm_core::Result;
use orm_core::statement::Statement;

pub(crate) use self::listeners::{Listeners, Moment};
use crate::fetch::BoxFuture;
use crate::session::{Flushed, Session};

/// The listeners of an engine, for all its sessions ([`Engine::events`](crate::Engine::events)), or of one session
/// ([`Session::events`]).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let engine = blog().await?;
/// engine.events().before_insert(User, |user| {
///     let name = user.name.trim().to_owned();
///     user.set(User::name, name);
///     Ok(())
/// });
/// let mut session = Session::new(&engine);
/// let dave = session.add(User::builder().name("  Dave "));
/// session.commit().await?;
/// assert_eq!(dave.name, "Dave");
/// # Ok(()) }
/// ```
///
/// Those of the engine are called first, and each list in the order in which it was made. A listener stays for good. Where there are none,
/// a flush costs one look at an empty place, whatever the number of rows.
///
/// Everything that a flush writes is told. Bulk statements are not, their rows are not in memory:
/// [`before_execute`](Events::before_execute) sees the statement. The guide has [a chapter](crate::guide::events) about it.
#[derive(Default)]
pub struct Events {
    /// Whether there are any: what every query and flush asks.
    any: AtomicBool,
    listeners: RwLock<Option<Arc<Listeners>>>,
}

impl Events {
    /// The listeners there are.
    pub(crate) fn current(&self) -> Option<Arc<Listeners>> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        self.listeners.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, add: impl FnOnce(&mut Listeners)) -> &Self {
        let mut listeners = self.listeners.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever is calling listeners now goes on with those there were.
        add(Arc::make_mut(listeners.get_or_insert_default()));
        drop(listeners);
        self.any.store(true, Ordering::Release);
        self
    }

    /// Before a flush that has something to do: what the listener adds, changes or deletes is part of it. An error ends the flush, before
    /// anything was written.
    ///
    /// It may execute queries, which do not flush. It returns a boxed future: `|session| Box::pin(async move { .. })`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// engine.events().before_flush(|session| Box::pin(async move {
    ///     for user in session.pending().of(User) {
    ///         user.posts.push(Post::builder().title("Hello"));
    ///     }
    ///     Ok(())
    /// }));
    /// let mut session = Session::new(&engine);
    /// let dave = session.add(User::builder().name("Dave"));
    /// session.commit().await?;
    /// assert_eq!(dave.posts.get()?.len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn before_flush(
        &self,
        listener: impl for<'s> Fn(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| listeners.before_flush.push(Arc::new(listener)))
    }

    /// After a flush that wrote something. What the listener adds is for the next flush; a commit flushes until nothing is left.
    pub fn after_flush(
        &self,
        listener: impl for<'s> Fn(&'s mut Session, &'s Flushed) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| listeners.after_flush.push(Arc::new(listener)))
    }

    /// Before the flush of a commit. An error ends the commit; the transaction stays open.
    pub fn before_commit(
        &self,
        listener: impl for<'s> Fn(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| listeners.before_commit.push(Arc::new(listener)))
    }

    /// After the database has committed.
    pub fn after_commit(&self, listener: impl Fn(&Session) + Send + Sync + 'static) -> &Self {
        self.add(|listeners| listeners.after_commit.push(Arc::new(listener)))
    }

    /// After a rollback that undid a transaction, in the database and in memory. A session that is dropped does not call it.
    pub fn after_rollback(&self, listener: impl Fn(&Session) + Send + Sync + 'static) -> &Self {
        self.add(|listeners| listeners.after_rollback.push(Arc::new(listener)))
    }

    /// After a transaction has begun, before its first statement: the place for settings that hold as long as it does.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// engine.events().after_begin(|session| Box::pin(async move {
    ///     session.execute(text("PRAGMA defer_foreign_keys = on")).await.map(drop)
    /// }));
    /// # let mut session = Session::new(&engine);
    /// # assert_eq!(session.query(User).count().await?, 3);
    /// # Ok(()) }
    /// ```
    pub fn after_begin(
        &self,
        listener: impl for<'s> Fn(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| listeners.after_begin.push(Arc::new(listener)))
    }

    /// Before each statement that the program executes (queries, bulk statements, loaders), not those of a flush. An error refuses it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// use orm::core::statement::Effect;
    ///
    /// engine.events().before_execute(|_, statement| match (statement.effect(), statement.target()) {
    ///     (Effect::Write, Some(table)) if table.model == "User" => {
    ///         Err(orm::Error::InvalidState("users are changed one by one".to_owned()))
    ///     }
    ///     _ => Ok(()),
    /// });
    /// let mut session = Session::new(&engine);
    /// assert!(session.execute(delete(User)).await.is_err());
    /// # Ok(()) }
    /// ```
    pub fn before_execute(
        &self,
        listener: impl Fn(&Session, &dyn Statement) -> Result<()> + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| listeners.before_execute.push(Arc::new(listener)))
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("any", &self.current().is_some()).finish()
    }
}
