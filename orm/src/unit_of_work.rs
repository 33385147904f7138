//! The unit of work: everything that a [`Session`] does, for all models alike. Nothing here is generic over a model or a statement; the face
//! with types is in [`session`](crate::session).
//!
//! ```text
//! add, edit, push, delete ──> SessionShared: lists of new and changed instances (instance/shared.rs)
//!                                 │ flush, before every query and at commit
//!                                 ▼
//!        flush/: collect ──> foreign keys ──> order ──> INSERT, UPDATE, DELETE in batches
//!                                 │ keys and defaults are read back; what was there is kept in the journal
//!                                 ▼
//! select ──> rows.rs ──> tracker.rs: rows become instances, one per row (identity.rs) ──> loading/: relationships
//! update, delete ──> bulk/: the instances of the rows that they change follow
//! ```

mod add;
mod binds;
mod bulk;
mod by_keys;
mod ddl;
mod delete;
pub(crate) mod events;
mod expire;
mod expunge;
mod flush;
mod get;
mod identity;
mod journal;
mod load;
mod merge;
mod open_edits;
mod refresh;
mod restore;
mod rows;
mod savepoint;
mod scoped;
mod tracker;
mod transaction;
mod transient;
mod views;
mod within;

use std::sync::Arc;

pub use bulk::Synchronize;
use by_keys::by_keys;
pub use events::Flushed;
pub(crate) use flush::validate::validate;
pub use identity::IdentityMap;
use journal::Journal;
use orm_core::{Error, Result};
pub use refresh::Refresh;
pub(crate) use rows::{How, Rows};
pub use savepoint::Nested;
pub use scoped::Current;
pub use tracker::Tracker;
pub use views::View;
pub use within::Within;

use crate::engine::{Engine, Links};
use crate::events::Events;
use crate::instance::{AnyInstance, SessionShared};

/// A unit of work: it hands out one [`Instance`](crate::Instance) per row, remembers what changed, and writes it in one go.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let alice = session.query(User).filter(User::name.eq("Alice")).one().await?;
/// alice.edit().name = "Alice Smith".into();
/// session.add(Post::builder().title("Hello again").author(&alice));
/// session.commit().await?; // an UPDATE and an INSERT
/// # Ok(()) }
/// ```
///
/// A transaction begins with the first statement and ends with [`commit`](Session::commit), [`rollback`](Session::rollback), or
/// a rollback when the session is dropped. Between transactions the session holds no connection. Pending changes are flushed before
/// every query, so that queries see them.
///
/// A session is for one task at a time (its methods take `&mut self`) and is cheap to make: one per request or job. The guide has
/// [a chapter](crate::guide::sessions) about it.
pub struct Session {
    link: Links,
    shared: Arc<SessionShared>,
    identity: IdentityMap,
    /// Instances that the next flush deletes.
    deleting: Vec<Arc<dyn AnyInstance>>,
    journal: Journal,
    /// Detached instances that came in since the last flush.
    returned: Vec<Arc<dyn AnyInstance>>,
    /// Instances of the flush under way.
    flushing: Vec<Arc<dyn AnyInstance>>,
    /// What the plan of the flush under way has done.
    planned: flush::Planned,
    /// Why the transaction was rolled back, until the user acknowledges it.
    failed: Option<Arc<Error>>,
    /// The frame of the journal that must be rolled back for that: 0 is the transaction, others are savepoints.
    failed_at: usize,
    /// How many savepoints of the link lie around the session: one stands for its transaction when it lives within somebody else's.
    outer: usize,
    autoflush: bool,
    events: Events,
    /// Whether the transaction has begun without all that its listeners were to do.
    unheard: bool,
}

impl Session {
    /// A session over an engine. It takes a connection when it first needs one.
    pub fn new(engine: &Engine) -> Self {
        Session {
            link: Links::new(engine),
            shared: Arc::default(),
            identity: IdentityMap::default(),
            deleting: Vec::new(),
            journal: Journal::default(),
            returned: Vec::new(),
            flushing: Vec::new(),
            planned: flush::Planned::default(),
            failed: None,
            failed_at: 0,
            outer: 0,
            autoflush: true,
            events: Events::default(),
            unheard: false,
        }
    }

    /// Whether pending changes are flushed before queries; they are by default.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// session.set_autoflush(false);
    /// session.add(User::builder().name("Dave"));
    /// assert_eq!(session.query(User).count().await?, 3); // Dave is not there yet
    /// # Ok(()) }
    /// ```
    pub fn set_autoflush(&mut self, on: bool) {
        self.autoflush = on;
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        self.link.engine()
    }

    /// How many statements this session has executed, BEGIN and COMMIT aside.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let before = session.statement_count();
    /// for post in session.query(Post).all().await? {
    ///     session.load(&post, Post::author).await?;
    /// }
    /// assert_eq!(session.statement_count() - before, 2); // not one per post
    /// # Ok(()) }
    /// ```
    pub fn statement_count(&self) -> u64 {
        self.link.statements()
    }

    /// Whether a transaction is open, and with it a connection held.
    pub fn in_transaction(&self) -> bool {
        self.link.in_transaction()
    }

    pub(crate) fn owns(&self, instance: &Arc<dyn AnyInstance>) -> bool {
        self.shared.owns(instance)
    }

    pub(crate) fn is_shared(&self, shared: &Arc<SessionShared>) -> bool {
        Arc::ptr_eq(&self.shared, shared)
    }

    /// Refuses to go on after a failed flush.
    fn usable(&self) -> Result<()> {
        let cause = match (&self.failed, self.link.lost()) {
            (Some(cause), _) => cause.clone(),
            (None, Some(cause)) => cause,
            (None, None) => return Ok(()),
        };
        Err(Error::PendingRollback { cause })
    }
}

/// What was not committed is rolled back: by the connection in the database, and here in the instances that outlive the session.
impl Drop for Session {
    fn drop(&mut self) {
        self.journal.rollback(0, &mut self.identity, &self.shared);
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("in_transaction", &self.in_transaction()).finish_non_exhaustive()
    }
}
