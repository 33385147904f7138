//! `expunge`: an instance leaves the session.

use super::Session;
use crate::instance::{Instance, Model};

impl Session {
    /// Takes an instance out of the session, and what its relationships with `cascade = "expunge"` (or `all`) hold: they keep their values,
    /// and nothing of them is flushed any more.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// session.expunge(&alice);
    /// assert_eq!(Instance::lifecycle(&alice), Lifecycle::Detached);
    /// assert_eq!(alice.name, "Alice");
    /// # Ok(()) }
    /// ```
    pub fn expunge<M: Model>(&mut self, instance: &Instance<M>) {
        self.expunge_cascading(instance.erase());
    }
}
