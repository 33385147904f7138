//! `commit`, `rollback`, and transactions as closures.

use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use crate::engine::Engine;
use crate::fetch::BoxFuture;

impl Session {
    /// Flushes and commits. The connection goes back to the pool; instances stay usable, and the next rows that queries bring refresh them.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// session.add(User::builder().name("Dave"));
    /// session.commit().await?;
    /// assert!(!session.in_transaction());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the flush, after which the session needs a [`rollback`](Self::rollback); or the database refuses the commit.
    /// [`Error::PendingRollback`] after a statement of the transaction failed on PostgreSQL, which keeps nothing of it: what may fail
    /// belongs into a [savepoint](Self::nested).
    pub fn commit(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.usable()?;
            if self.journal.top() > 0 {
                let message = "commit() within a savepoint would commit the whole transaction: commit the savepoint first, or roll it back";
                return Err(Error::InvalidState(message.to_owned()));
            }
            self.no_open_edits()?;
            self.before_commit().await?;
            self.flush_all().await?;
            let begun = self.link.in_transaction();
            if let Err(error) = self.commit_link().await {
                self.failed = Some(match &error {
                    Error::PendingRollback { cause } => cause.clone(),
                    error => Arc::new(error.clone()),
                });
                self.failed_at = 0;
                return Err(error);
            }
            let watched = self.watch(self.journal.instances());
            self.journal.commit(&mut self.identity, &self.shared);
            self.shared.next_epoch();
            self.tell_transitions(watched);
            if begun {
                self.after_commit();
            }
            Ok(())
        })
    }

    /// Begins the transaction now, not with the first statement.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// session.begin().await?;
    /// assert!(session.in_transaction());
    /// assert!(session.begin().await.is_err()); // there is one already
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When a transaction is open, or no connection is to be had.
    pub fn begin(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.can_begin()?;
            self.begin_heard().await?;
            self.link.begin().await
        })
    }

    fn can_begin(&self) -> Result<()> {
        self.usable()?;
        if self.in_transaction() {
            return Err(Error::InvalidState("a transaction is open already".to_owned()));
        }
        Ok(())
    }

    /// As [`begin`](Self::begin), and as a transaction that will write: SQLite's `BEGIN IMMEDIATE`, which waits for others that write, and
    /// keeps them waiting until this one ends. A transaction that reads before it writes is never refused then. Elsewhere it is
    /// `begin()`: other databases lock rows (`for_update()`).
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// session.begin_immediate().await?;
    /// let alice = session.query(User).filter(User::name.eq("Alice")).one().await?;
    /// alice.edit().name = "Alice Smith".into(); // as read: nobody wrote since
    /// session.commit().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When a transaction is open, no connection is to be had, or another writes for too long (which [is
    /// retryable](crate::Error::is_retryable)).
    pub fn begin_immediate(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.can_begin()?;
            self.link.main.begin_immediate_next();
            self.begin().await
        })
    }

    /// Rolls back and lets go of all instances: the session is as new.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get_one(User, 1).await?;
    /// session.close().await?;
    /// assert_eq!(Instance::lifecycle(&alice), Lifecycle::Detached);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the connection broke. The session can be used again all the same.
    pub fn close(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let outcome = self.rollback().await;
            self.expunge_all();
            outcome
        })
    }

    /// Undoes the transaction, in the database and in memory: changed instances have their former values, deleted ones are back,
    /// new ones are transient again, without the keys that the database gave them. What was read only after a statement had written it is
    /// [expired](Self::expire); rows that an `insert(..).returning(..)` brought are detached. Relationships too are as they were; one of which that
    /// cannot be told counts as not loaded. Open savepoints are gone.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// alice.edit().name = "Nobody".into();
    /// session.flush().await?;
    /// session.rollback().await?;
    /// assert_eq!(alice.name, "Alice");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the connection broke. The session can be used again all the same.
    pub fn rollback(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.not_within_listener("roll back")?;
            let begun = self.link.in_transaction() || self.failed.is_some();
            let outcome = self.rollback_link().await;
            self.failed = None;
            self.failed_at = 0;
            self.unheard = false;
            let watched = self.watch_rollback();
            self.restore(0);
            self.shared.next_epoch();
            self.tell_transitions(watched);
            if begun {
                self.after_rollback();
            }
            outcome
        })
    }
}

impl Engine {
    /// Runs a closure in a session of its own: committed when it returns `Ok`, rolled back when it returns `Err`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// let id = engine.transaction(async |session| {
    ///     let dave = session.add(User::builder().name("Dave"));
    ///     session.flush().await?;
    ///     Ok::<_, orm::Error>(dave.id)
    /// }).await?;
    /// assert_eq!(id, 4);
    /// # Ok(()) }
    /// ```
    ///
    /// Within `tokio::spawn` write `async move |session|`: a closure that borrows its environment gives a future that is not `Send` enough.
    ///
    /// # Errors
    /// The closure's, or those of the commit.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Session) -> Result<T, E>,
        E: From<orm_core::Error>,
    {
        let mut session = Session::new(self);
        match work(&mut session).await {
            Ok(value) => {
                session.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The closure's error is what matters; a connection that cannot roll back is closed by the pool.
                let _ = session.rollback().await;
                Err(error)
            }
        }
    }
}
