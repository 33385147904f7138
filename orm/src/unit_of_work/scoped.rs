//! A session of the task: made when it is first asked for, the same wherever the task asks, gone when its scope ends.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use orm_core::{Error, Result};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::Session;
use crate::engine::Engine;

tokio::task_local! {
    static SCOPE: Arc<Mutex<Session>>;
}

/// The session of the task, in use: a guard that derefs to [`Session`]. Made by [`Session::current`].
pub struct Current(OwnedMutexGuard<Session>);

impl Session {
    /// Runs a future in a scope with a session of its own, which [`Session::current`] gives to whatever the future calls.
    /// What is not committed when the scope ends is rolled back.
    ///
    /// Passing a `&mut Session` along is plainer. A scope is for code that cannot, such as layers of a web service between the one that
    /// opens the session and the one that uses it.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// async fn rename(id: i64, name: &str) -> orm::Result<()> {
    ///     let mut session = Session::current()?;
    ///     let user = session.get(User, id).await?.expect("a row");
    ///     user.set(User::name, name);
    ///     Ok(())
    /// }
    ///
    /// Session::scope(&engine, async {
    ///     rename(1, "Alicia").await?;
    ///     rename(2, "Robert").await?;
    ///     Session::current()?.commit().await
    /// })
    /// .await?;
    /// assert!(Session::current().is_err()); // there is none outside of a scope
    /// # Ok(()) }
    /// ```
    pub async fn scope<F: Future>(engine: &Engine, future: F) -> F::Output {
        SCOPE.scope(Arc::new(Mutex::new(Session::new(engine))), future).await
    }

    /// The session of the scope that the task is in.
    ///
    /// # Errors
    /// Outside of a [`scope`](Self::scope); while the task holds the session already, or a future that runs beside this one does: wait
    /// for it, or pass the session along.
    pub fn current() -> Result<Current> {
        let session = SCOPE.try_with(Arc::clone).map_err(|_| {
            Error::InvalidState(
                "there is no session here: `Session::scope(&engine, future)` runs a future with one".to_owned(),
            )
        })?;
        let guard = session.try_lock_owned().map_err(|_| {
            Error::InvalidState(
                "the session of this scope is in use already: pass it along instead of asking again".to_owned(),
            )
        })?;
        Ok(Current(guard))
    }
}

impl Deref for Current {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.0
    }
}

impl DerefMut for Current {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.0
    }
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
