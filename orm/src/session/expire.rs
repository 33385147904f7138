//! `expire`: what the session knows of a row is out of date.

use orm_core::Result;

use super::Session;
use crate::instance::{Instance, Model};

impl Session {
    /// Marks an instance as out of date, and what its relationships with `cascade = "refresh-expire"` (or `all`) hold: [`get`](Self::get)
    /// and [`load`](Self::load) read it anew first, and so does any query that brings its row. Until then its columns are readable as they
    /// were, and what is [`set`](Instance::set) is written even if it is what they show; its collections count as not loaded.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// session.execute(text("UPDATE users SET name = 'Alicia' WHERE id = 1")).await?;
    /// session.expire(&alice)?;
    /// assert_eq!(alice.name, "Alice");
    /// session.get(User, 1).await?; // a SELECT
    /// assert_eq!(alice.name, "Alicia");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance has no row in this session, or has changes, which would be lost.
    pub fn expire<M: Model>(&mut self, instance: &Instance<M>) -> Result<()> {
        self.expire_reached(&[instance.erase()], false)
    }

    /// As [`expire`](Self::expire), giving up pending changes.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// alice.edit().name = "Nobody".into();
    /// assert!(session.expire(&alice).is_err());
    /// session.expire_discarding_changes(&alice)?;
    /// assert_eq!(alice.name, "Alice");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance has no row in this session.
    pub fn expire_discarding_changes<M: Model>(&mut self, instance: &Instance<M>) -> Result<()> {
        self.expire_reached(&[instance.erase()], true)
    }
}
