//! `make_transient`: an instance is new again; and whether one belongs to the session.

use orm_core::Result;

use super::Session;
use crate::instance::{Instance, Model};

impl Session {
    /// Whether an instance belongs to this session: it is pending, persistent, or deleted in the open transaction.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// assert!(session.contains(&alice));
    /// session.expunge(&alice);
    /// assert!(!session.contains(&alice));
    /// # Ok(()) }
    /// ```
    pub fn contains<M: Model>(&self, instance: &Instance<M>) -> bool {
        self.owns(&instance.erase())
    }

    /// Makes an instance new again: it leaves the session, and [`add`](Self::add) inserts it, with the key and all values that it has.
    /// For a row that was deleted, or a copy of it elsewhere.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let comment = session.query(Comment).one().await?;
    /// session.delete(&comment).await?;
    /// session.flush().await?;
    /// session.make_transient(&comment)?;
    /// session.add(&comment);
    /// session.commit().await?;
    /// assert_eq!((comment.id, session.query(Comment).count().await?), (1, 1));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance belongs to another session.
    pub fn make_transient<M: Model>(&mut self, instance: &Instance<M>) -> Result<()> {
        self.renew(&instance.erase())
    }
}
