//! `expire` and `expire_all`: what the session knows of rows is out of date.

use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use super::restore::forget_collections;
use crate::instance::{AnyInstance, Instance, Instances, Lifecycle, lock};
use crate::model::Model;

impl Session {
    /// Marks an instance as out of date, and what its relationships with `cascade = "refresh-expire"` (or `all`) hold: [`get`](Self::get)
    /// and [`load`](Self::load) read it anew first, and so does any query that brings its row. Until then its columns are readable as they
    /// were; its collections count as not loaded.
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

    /// Marks all instances of the session that have a row as out of date.
    ///
    /// # Errors
    /// When one of them has changes, which would be lost.
    pub fn expire_all(&mut self) -> Result<()> {
        let mut all = self.identity.all();
        all.retain(|instance| lock(instance.state()).lifecycle == Lifecycle::Persistent);
        self.give_up_changes(&all, false, "expiring")?;
        expire_these(&all);
        Ok(())
    }

    fn expire_reached(&mut self, roots: &[Arc<dyn AnyInstance>], discard: bool) -> Result<()> {
        let instances = self.reach(roots, |cascade| cascade.refresh_expire)?;
        self.give_up_changes(&instances, discard, "expiring")?;
        expire_these(&instances);
        Ok(())
    }

    /// Reads those of the instances anew that are expired. One whose row is gone leaves the session; it is an error if it is the first.
    pub(crate) async fn read_expired(&mut self, instances: &[Arc<dyn AnyInstance>]) -> Result<()> {
        let expired: Instances = instances.iter().filter(|instance| lock(instance.state()).expired).cloned().collect();
        if expired.is_empty() {
            return Ok(());
        }
        let gone = self.read_anew(expired).await?;
        for instance in &gone {
            self.expunge_one(instance);
        }
        let first_is_gone = instances.first().is_some_and(|first| !self.shared.owns(first));
        if first_is_gone { Err(Error::NoResultFound) } else { Ok(()) }
    }
}

fn expire_these(instances: &[Arc<dyn AnyInstance>]) {
    for instance in instances {
        {
            let mut state = lock(instance.state());
            state.epoch = 0;
            state.expired = true;
            state.queued = false;
        }
        forget_collections(instance);
    }
}
