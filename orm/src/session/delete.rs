//! `delete` and `delete_all`.

use orm_core::Result;

use super::Session;
use crate::fetch::BoxFuture;
use crate::instance::{Instance, Model, erase_all};

impl Session {
    /// Marks an instance to be deleted by the next flush, and with it what its relationships with `cascade = "delete"` lead to:
    /// where they are not loaded, one SELECT per relationship and level loads them.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// session.delete(&alice).await?;
    /// assert_eq!(session.deleted().len(), 3); // and her two posts
    /// session.commit().await?;
    /// assert_eq!(session.query(User).count().await?, 2);
    /// # Ok(()) }
    /// ```
    ///
    /// To delete rows without loading them, execute the statement [`delete`](crate::prelude::delete).
    ///
    /// # Errors
    /// When the instance is not a row of this session, or loading related instances fails. Nothing is marked then, nor if the future is
    /// dropped.
    pub fn delete<M: Model>(&mut self, instance: &Instance<M>) -> BoxFuture<'_, Result<()>> {
        self.delete_these(vec![instance.erase()])
    }

    /// Marks several instances of one model to be deleted, as [`delete`](Self::delete) does one: the cascade takes one SELECT per
    /// relationship and level for all of them together.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let users = session.query(User).all().await?;
    /// session.delete_all(&users).await?;
    /// session.commit().await?;
    /// assert_eq!(session.query(User).count().await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`delete`](Self::delete); then none is marked.
    pub fn delete_all<'i, M: Model>(
        &mut self,
        instances: impl IntoIterator<Item = &'i Instance<M>>,
    ) -> BoxFuture<'_, Result<()>> {
        self.delete_these(erase_all(instances))
    }
}
