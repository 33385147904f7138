//! `refresh` and `refresh_all`.

use std::borrow::Borrow;

use super::Session;
use crate::instance::{Instance, Model};
use crate::unit_of_work::Refresh;

impl Session {
    /// Flushes what else is pending, if the session does so before queries, and reads the columns of an instance anew, and those of what its relationships with `cascade = "refresh-expire"` (or `all`) hold, in one
    /// query per model. Their collections count as not loaded afterwards, and so do references that the new columns contradict.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// session.execute(text("UPDATE users SET is_active = false")).await?; // nobody knows what it changes
    /// assert!(alice.is_active);
    /// session.refresh(&alice).await?;
    /// assert!(!alice.is_active);
    ///
    /// alice.edit().name = "Nobody".into();
    /// assert!(session.refresh(&alice).await.is_err()); // would lose the name
    /// session.refresh(&alice).discarding_changes().await?;
    /// assert_eq!(alice.name, "Alice");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance has changes, which would be lost; when its row is gone ([`Error::NoResultFound`](crate::Error::NoResultFound)); when the query fails.
    pub fn refresh<M: Model>(&mut self, instance: &Instance<M>) -> Refresh<'_> {
        Refresh { instances: vec![instance.erase()], session: self, discard: false }
    }

    /// As [`refresh`](Self::refresh) for several instances: still one query per model.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let users = session.query(User).all().await?;
    /// session.commit().await?;
    /// let before = session.statement_count();
    /// session.refresh_all(&users).await?;
    /// assert_eq!(session.statement_count() - before, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh). Where a row is gone, the others are refreshed all the same.
    pub fn refresh_all<M: Model, I: Borrow<Instance<M>>>(
        &mut self,
        instances: impl IntoIterator<Item = I>,
    ) -> Refresh<'_> {
        let instances = instances.into_iter().map(|instance| instance.borrow().erase()).collect();
        Refresh { instances, session: self, discard: false }
    }
}
