//! Listeners to what a session does: how they are registered, with the type of the session that calls them.

use std::future::ready;
use std::sync::Arc;

use orm_core::statement::Statement;
use orm_core::{Error, Result};

use super::{Flushed, Session};
use crate::events::{Events, FlushHook, Hook, Notice, StatementHook};
use crate::fetch::BoxFuture;

impl Events {
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
        self.add(|listeners| listeners.before_flush.push(hook(listener)))
    }

    /// After a flush that wrote something. What the listener adds is for the next flush; a commit flushes until nothing is left. An error ends the
    /// flush and with it the transaction.
    pub fn after_flush(
        &self,
        listener: impl for<'s> Fn(&'s mut Session, &'s Flushed) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static,
    ) -> &Self {
        let hook: FlushHook = Arc::new(move |host, flushed| match (host.downcast_mut(), flushed.downcast_ref()) {
            (Some(session), Some(flushed)) => listener(session, flushed),
            _ => Box::pin(ready(Err(no_session()))),
        });
        self.add(|listeners| listeners.after_flush.push(hook))
    }

    /// Before the flush of a commit. An error ends the commit; the transaction stays open.
    pub fn before_commit(
        &self,
        listener: impl for<'s> Fn(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static,
    ) -> &Self {
        self.add(|listeners| listeners.before_commit.push(hook(listener)))
    }

    /// After the database has committed.
    pub fn after_commit(&self, listener: impl Fn(&Session) + Send + Sync + 'static) -> &Self {
        self.add(|listeners| listeners.after_commit.push(notice(listener)))
    }

    /// After a rollback that undid a transaction, in the database and in memory. A session that is dropped does not call it.
    pub fn after_rollback(&self, listener: impl Fn(&Session) + Send + Sync + 'static) -> &Self {
        self.add(|listeners| listeners.after_rollback.push(notice(listener)))
    }

    /// After a transaction has begun, before its first statement (and before the savepoints that are open already): the place for settings that
    /// hold as long as it does. An error ends the transaction; the next statement begins another, and calls the listener again.
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
        self.add(|listeners| listeners.after_begin.push(hook(listener)))
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
        let hook: StatementHook = Arc::new(move |host, statement| match host.downcast_ref() {
            Some(session) => listener(session, statement),
            None => Err(no_session()),
        });
        self.add(|listeners| listeners.before_execute.push(hook))
    }
}

fn hook(listener: impl for<'s> Fn(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send + Sync + 'static) -> Hook {
    Arc::new(move |host| match host.downcast_mut() {
        Some(session) => listener(session),
        None => Box::pin(ready(Err(no_session()))),
    })
}

fn notice(listener: impl Fn(&Session) + Send + Sync + 'static) -> Notice {
    Arc::new(move |host| {
        if let Some(session) = host.downcast_ref() {
            listener(session);
        }
    })
}

/// Only sessions call listeners.
fn no_session() -> Error {
    Error::InvalidState("a listener was called by something else than a session".to_owned())
}
