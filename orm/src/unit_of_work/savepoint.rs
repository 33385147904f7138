//! Savepoints: [`Session::begin_nested`] and [`Nested`].
//!
//! A savepoint is a frame of the [journal](super::journal) and a SAVEPOINT of the [link](crate::engine::Link), which sends it along with the
//! first statement that runs inside. The frame at height `n` is the savepoint of depth `n`
//! (one more in a session [within](super::within) a connection).

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use crate::fetch::BoxFuture;

/// A savepoint of a session, and the session within it. Rolled back unless [`commit`](Nested::commit) is called.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// session.add(User::builder().name("Dave"));
/// {
///     let mut nested = session.begin_nested().await?;
///     nested.add(User::builder().name("Eve").email("alice@example.org"));
///     assert!(nested.flush().await.is_err()); // Alice has that address
/// } // rolled back
/// session.commit().await?; // Dave is there
/// assert_eq!(session.query(User).count().await?, 4);
/// # Ok(()) }
/// ```
#[must_use = "a savepoint is rolled back when its guard is dropped"]
pub struct Nested<'s> {
    session: &'s mut Session,
    id: u64,
}

impl Session {
    /// Flushes, and begins a savepoint. What happens through the guard that it returns is undone, in the database and in memory, when the
    /// guard is dropped, unless it is [committed](Nested::commit); what was there before stays as it was, without SQL. Savepoints nest.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// let mut nested = session.begin_nested().await?;
    /// alice.edit().name = "Nobody".into();
    /// nested.flush().await?;
    /// nested.rollback().await?;
    /// assert_eq!(alice.name, "Alice");
    ///
    /// let mut nested = session.begin_nested().await?;
    /// nested.add(Post::builder().title("More").author(&alice));
    /// nested.commit().await?; // not before session.commit() is it in the database for good
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the flush.
    pub fn begin_nested(&mut self) -> BoxFuture<'_, Result<Nested<'_>>> {
        Box::pin(async move {
            // All of it: what came while the flush was waiting would be undone along with the savepoint.
            self.flush_all().await?;
            let id = self.journal.open();
            self.link.open_savepoint();
            Ok(Nested { session: self, id })
        })
    }

    /// Runs a closure in a savepoint: committed when it returns `Ok`, rolled back when it returns `Err`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// for email in ["dave@example.org", "alice@example.org", "eve@example.org"] {
    ///     let outcome = session.nested(async |session| {
    ///         session.add(User::builder().name("new").email(email));
    ///         session.flush().await
    ///     });
    ///     if let Err(error) = outcome.await {
    ///         assert!(error.is_unique_violation()); // this one alone is left out
    ///     }
    /// }
    /// session.commit().await?;
    /// assert_eq!(session.query(User).count().await?, 5);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The closure's, or those of the flushes before and after it.
    pub async fn nested<T, E, F>(&mut self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Session) -> Result<T, E>,
        E: From<Error>,
    {
        let mut nested = self.begin_nested().await?;
        match work(&mut nested).await {
            Ok(value) => {
                nested.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The closure's error is what matters; if the savepoint cannot be rolled back, the next statement says so.
                let _ = nested.rollback().await;
                Err(error)
            }
        }
    }

    /// A flush failed: undoes what it wrote, along with its savepoint or transaction, and remembers why.
    pub(crate) async fn fail(&mut self, error: &Error) {
        self.failed = Some(match error {
            Error::PendingRollback { cause } => cause.clone(),
            error => Arc::new(error.clone()),
        });
        self.failed_at = self.journal.top();
        // The error that matters is the first; the pool closes a connection that cannot even roll back.
        let _ = match self.failed_at + self.outer {
            0 => self.link.rollback().await,
            savepoint => {
                self.link.undo_savepoint(savepoint);
                self.link.settle_savepoints().await
            }
        };
    }

    /// Undoes a savepoint in memory at once, and in the database before the next statement.
    fn abandon(&mut self, height: usize) {
        self.link.close_savepoint(height + self.outer);
        if self.failed_at >= height {
            self.failed = None;
            self.failed_at = 0;
        }
        let watched = self.watch_rollback();
        self.restore(height);
        self.tell_transitions(watched);
    }
}

impl<'s> Nested<'s> {
    /// Flushes, and makes what happened in the savepoint part of the transaction (or savepoint) around it.
    ///
    /// # Errors
    /// Those of the flush; the savepoint is rolled back then. When the transaction around it was rolled back meanwhile.
    pub fn commit(self) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            let Some(height) = self.session.journal.position(self.id) else {
                let message = "the savepoint is gone: the transaction around it was rolled back";
                return Err(Error::InvalidState(message.to_owned()));
            };
            if self.session.journal.top() > height {
                // One whose guard was leaked was never committed.
                self.session.abandon(height + 1);
            }
            self.session.flush().await?;
            self.session.link.release_savepoint(height + self.session.outer).await?;
            self.session.journal.release(height, &self.session.shared);
            Ok(())
        })
    }

    /// Undoes what happened in the savepoint. Dropping the guard does the same, but leaves the statement for it to the session's next one.
    ///
    /// # Errors
    /// When the connection broke: then the transaction is lost too.
    pub fn rollback(self) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            if let Some(height) = self.session.journal.position(self.id) {
                self.session.abandon(height);
            }
            self.session.link.settle_savepoints().await
        })
    }
}

impl Deref for Nested<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl DerefMut for Nested<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session
    }
}

/// What was not committed is undone.
impl Drop for Nested<'_> {
    fn drop(&mut self) {
        if let Some(height) = self.session.journal.position(self.id) {
            self.session.abandon(height);
        }
    }
}

impl std::fmt::Debug for Nested<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Nested").field("session", &*self.session).finish()
    }
}
