//! Explicit loading: `session.load(&user, User::posts)`, batched over siblings.

use std::sync::Arc;

use orm_core::{Error, Relationship, Result};

use super::options::load;
use crate::containers::RelationContainer;
use crate::instance::{AnyInstance, Instance};
use crate::model::Model;
use crate::session::{Session, Siblings};

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
    pub async fn load<M: Model, T: Model, C: RelationContainer<T>>(
        &mut self,
        instance: &Instance<M>,
        relationship: Relationship<M, T, C>,
    ) -> Result<C::Value> {
        self.require_member(instance)?;
        let what = || format!("loading `{}::{}`", M::NAME, relationship.name());
        self.autoflush_before(true, what).await?;
        let siblings = {
            let state = instance.state();
            state.siblings.clone().and_then(|siblings| siblings.downcast::<Siblings<M>>().ok())
        };
        let mut parents: Vec<Arc<dyn AnyInstance>> = vec![instance.erase()];
        if let Some(siblings) = siblings {
            let others = siblings.members().into_iter().filter(|sibling| !Instance::ptr_eq(sibling, instance));
            parents.extend(others.filter(|sibling| self.has(sibling)).map(|sibling| sibling.erase()));
        }
        self.read_expired(&parents).await?;
        parents.retain(|parent| self.owns(parent));
        load(self, relationship.name(), parents).await?;
        Ok(relationship.container(instance).value()?)
    }

    /// Whether an instance is in this session.
    pub(crate) fn has<M: Model>(&self, instance: &Instance<M>) -> bool {
        instance.state().session.upgrade().is_some_and(|session| self.is_shared(&session))
    }

    pub(crate) fn require_member<M: Model>(&self, instance: &Instance<M>) -> Result<()> {
        if self.has(instance) {
            return Ok(());
        }
        Err(Error::InvalidState(format!("this `{}` is not in the session; add it first", M::NAME)))
    }
}
