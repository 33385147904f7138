//! Models in other databases: [`Session::bind`].

use orm_core::{Entity, Result};

use super::Session;
use crate::engine::Engine;
use crate::instance::Model;

impl Session {
    /// Keeps a model in the database of another engine: its rows are read and written there, in a transaction of that database. All
    /// transactions are committed and rolled back together.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let engine = blog().await?;
    /// #[derive(Model, Debug)]
    /// pub struct Visit {
    ///     #[column(primary_key)]
    ///     pub id: i64,
    ///     pub user_id: i64, // of a user in the other database
    /// }
    ///
    /// let archive = create_engine("sqlite::memory:").connect().await?;
    /// metadata![Visit].create_all(&archive).await?;
    ///
    /// let mut session = Session::new(&engine);
    /// session.bind(Visit, &archive)?;
    /// let dave = session.add(User::builder().name("Dave"));
    /// session.flush().await?;
    /// session.add(Visit::builder().user_id(dave.id));
    /// session.commit().await?; // in both
    /// assert_eq!(archive.acquire().await?.scalar::<i64>(select(func::count(Visit::id))).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// A statement is about one database; there are no joins between them, and no relationship with `secondary` in another one. Databases know
    /// nothing of each other's foreign keys. `text()` goes to the session's own engine.
    ///
    /// A commit first makes sure that every transaction can be committed, then commits one after the other, the session's own last. It is not
    /// atomic: when a database goes away between the two, the others have committed.
    ///
    /// # Errors
    /// When the session has begun a transaction, or lives [within](Self::within) one of somebody else's.
    pub fn bind<M: Model>(&mut self, _model: Entity<M>, engine: &Engine) -> Result<()> {
        self.bind_table(M::table(), engine)
    }

    /// The engine of a model: the session's, unless it is [bound](Self::bind) to another.
    pub fn engine_of<M: Model>(&self, _model: Entity<M>) -> &Engine {
        self.engine_of_table(M::table())
    }
}
