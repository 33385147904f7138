//! `commit`, `rollback`, and transactions as closures.

use std::sync::{Arc, Weak};

use orm_core::Result;

use super::Session;
use super::journal::forget_collections;
use crate::engine::Engine;
use crate::instance::{AnyInstance, Lifecycle, lock, reconcile};

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
    pub async fn commit(&mut self) -> Result<()> {
        self.flush().await?;
        if let Err(error) = self.link.commit().await {
            self.failed = Some(Arc::new(error.clone()));
            return Err(error);
        }
        self.journal.commit(&mut self.identity);
        self.shared.next_epoch();
        Ok(())
    }

    /// Undoes the transaction, in the database and in memory: changed instances have their former values, deleted ones are back,
    /// new ones are transient again, without the keys that the database gave them.
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
    pub async fn rollback(&mut self) -> Result<()> {
        let outcome = self.link.rollback().await;
        self.failed = None;
        self.restore();
        outcome
    }

    /// Restores instances after the database's transaction is gone.
    fn restore(&mut self) {
        let (mut new, mut dirty, mut returning) = {
            let mut queues = self.shared.queues();
            queues.foreign.clear();
            (std::mem::take(&mut queues.new), std::mem::take(&mut queues.dirty), std::mem::take(&mut queues.returning))
        };
        // A flush that failed had taken its instances off the lists.
        for instance in std::mem::take(&mut self.flushing) {
            let is_new = lock(instance.state()).is_new();
            if is_new { new.push(instance) } else { dirty.push(instance) }
        }
        // What was expunged since is not this session's any more.
        for list in [&mut new, &mut dirty, &mut returning] {
            list.retain(|instance| self.shared.has(instance));
        }
        for instance in new {
            let mut state = lock(instance.state());
            if state.lifecycle == Lifecycle::Pending {
                state.lifecycle = Lifecycle::Transient;
                state.session = Weak::new();
            }
        }
        for instance in returning {
            let mut state = lock(instance.state());
            state.lifecycle = Lifecycle::Detached;
            state.session = Weak::new();
        }
        for instance in dirty {
            discard(&instance, self.shared.epoch());
        }
        for instance in std::mem::take(&mut self.deleting) {
            lock(instance.state()).deleting = false;
        }
        self.journal.rollback(&mut self.identity, &self.shared);
        // What was read in the transaction may be what it had written.
        let epoch = self.shared.epoch();
        for instance in self.identity.all() {
            for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
                if !definition.has_foreign_key() && cell.loaded_epoch() == Some(epoch) {
                    cell.forget();
                }
            }
        }
        self.shared.next_epoch();
    }
}

/// Gives up the unflushed changes of an instance.
fn discard(instance: &Arc<dyn AnyInstance>, epoch: u64) {
    let base = {
        let mut state = lock(instance.state());
        state.queued = false;
        if state.is_new() {
            return;
        }
        state.base
    };
    if instance.current() != base {
        instance.publish(instance.draft_of(base));
        lock(instance.state()).base = instance.current();
    }
    let changed = instance.containers().any(|cell| !cell.history().is_empty());
    if changed {
        forget_collections(instance);
    }
    reconcile(instance, epoch);
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
