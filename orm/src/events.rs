//! [`Events`]: what a program wants to be called for.
//!
//! ```text
//! engine.events(), session.events() ──> Events ──> Listeners (listeners.rs): lists of closures, shared by reference
//!                                                    │ unit_of_work/events.rs asks once per flush, commit, query whether there are any
//!                                                    ▼
//!        the session's hooks: before_flush, after_commit, ..      (session/events.rs)
//!        rows of a model: before_insert, after_update, load, ..   (rows.rs)
//! ```
//!
//! The lists know no session: what calls them is handed through as a `Host`.

mod listeners;
mod rows;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use self::listeners::{FlushHook, Hook, Listeners, Moment, Notice, StatementHook};

/// The listeners of an engine, for all its sessions ([`Engine::events`](crate::Engine::events)), or of one session
/// ([`Session::events`](crate::Session::events)).
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

    pub(crate) fn add(&self, add: impl FnOnce(&mut Listeners)) -> &Self {
        let mut listeners = self.listeners.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever is calling listeners now goes on with those there were.
        add(Arc::make_mut(listeners.get_or_insert_default()));
        drop(listeners);
        self.any.store(true, Ordering::Release);
        self
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("any", &self.current().is_some()).finish()
    }
}
