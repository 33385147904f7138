//! Explicit loading: `session.load(&user, User::posts)`, batched over siblings.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use orm_core::error::NotLoaded;
use orm_core::{Error, Relationship, Result};

use super::Session;
use crate::containers::RelationContainer;
use crate::fetch::BoxFuture;
use crate::instance::{Instance, Model};

impl Session {
    /// Loads a relationship of an instance, unless it is loaded, and returns its content.
    ///
    /// The instances that came from the same query and lack the relationship are loaded by the same statement, so that a loop over
    /// them runs one statement, not one each.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// for user in session.query(User).all().await? {
    ///     let posts = session.load(&user, User::posts).await?; // one SELECT for the whole loop
    ///     println!("{}: {}", user.name, posts.len());
    /// }
    /// assert_eq!(session.statement_count(), 2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance is not of this session, or the query fails.
    pub fn load<'s, M: Model, T: Model, C: RelationContainer<T> + 's>(
        &'s mut self,
        instance: &Instance<M>,
        relationship: Relationship<M, T, C>,
    ) -> Loading<'s, C::Value> {
        let owner = instance.clone();
        let value = Box::new(move || relationship.container(&owner).value());
        Loading { run: self.load_relationship(instance.erase(), relationship.name()), value }
    }
}

/// A relationship about to be loaded: [`Session::load`] makes it. A future, whose result is the content of the relationship.
#[must_use = "nothing is loaded until it is awaited"]
pub struct Loading<'s, V> {
    run: BoxFuture<'s, Result<()>>,
    value: Box<dyn Fn() -> Result<V, NotLoaded> + Send + 's>,
}

impl<V> Future for Loading<'_, V> {
    type Output = Result<V>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<V>> {
        let this = self.get_mut();
        ready!(this.run.as_mut().poll(context))?;
        Poll::Ready((this.value)().map_err(Error::from))
    }
}

impl<V> fmt::Debug for Loading<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loading").finish_non_exhaustive()
    }
}
