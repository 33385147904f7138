//! [`Session::within`]: a session inside a transaction that somebody else holds.
//!
//! The session borrows the connection's [link](crate::engine::Link) and keeps a savepoint open on it, which stands for the transaction: a commit
//! releases it and opens the next. Depths of savepoints are one more than the heights of the journal's frames then.

use std::ops::{Deref, DerefMut};

use orm_core::Result;

use super::Session;
use crate::connection::Connection;

/// A session inside the transaction of a connection, made by [`Session::within`].
#[must_use = "the session ends when this is dropped"]
pub struct Within<'c> {
    session: Session,
    connection: &'c mut Connection,
}

impl Session {
    /// A session inside the transaction of a connection: its `commit` and `rollback` release and roll back a savepoint, and leave it to the
    /// connection whether anything happens for good. For tests of code that commits: roll the connection back at the end.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// async fn register(session: &mut Session, name: &str) -> orm::Result<i64> {
    ///     let user = session.add(User::builder().name(name));
    ///     session.commit().await?;
    ///     Ok(user.id)
    /// }
    ///
    /// let mut connection = engine.acquire().await?;
    /// {
    ///     let mut session = Session::within(&mut connection);
    ///     let id = register(&mut session, "Dave").await?;
    ///     assert_eq!(session.query(User).count().await?, 4);
    /// }
    /// connection.rollback().await?;
    /// let users: i64 = connection.scalar(select(func::count(User::id))).await?;
    /// assert_eq!(users, 3); // as if nothing had happened
    /// # Ok(()) }
    /// ```
    pub fn within(connection: &mut Connection) -> Within<'_> {
        let mut session = Session::new(connection.engine());
        std::mem::swap(&mut session.link.main, connection.link_mut());
        session.link.open_savepoint();
        session.outer = 1;
        Within { session, connection }
    }

    /// Commits in the database: the transaction, or the savepoint that stands for it.
    pub(crate) async fn commit_link(&mut self) -> Result<()> {
        if self.outer == 0 {
            return self.link.commit().await;
        }
        self.link.release_savepoint(self.outer).await?;
        self.link.open_savepoint();
        Ok(())
    }

    /// Rolls back in the database: the transaction, or the savepoint that stands for it.
    pub(crate) async fn rollback_link(&mut self) -> Result<()> {
        if self.outer == 0 {
            return self.link.rollback().await;
        }
        if self.unheard {
            // Not even the transaction around it has what its listeners were to do.
            return self.link.unbegin().await;
        }
        self.link.close_savepoint(self.outer);
        self.link.open_savepoint();
        self.link.settle_savepoints().await
    }
}

impl Deref for Within<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Within<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

/// What the session did not commit is rolled back; the connection goes back to its owner.
impl Drop for Within<'_> {
    fn drop(&mut self) {
        self.session.link.close_savepoint(self.session.outer);
        std::mem::swap(&mut self.session.link.main, self.connection.link_mut());
    }
}

impl std::fmt::Debug for Within<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Within").field("session", &self.session).finish()
    }
}
