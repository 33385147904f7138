//! What the session knows of rows is out of date.

use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use super::refresh::sought;
use super::restore::forget_collections;
use crate::instance::{AnyInstance, Instances, Lifecycle, lock};

impl Session {
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

    pub(crate) fn expire_reached(&mut self, roots: &[Arc<dyn AnyInstance>], discard: bool) -> Result<()> {
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
        match instances.first().filter(|first| !self.shared.owns(first)) {
            Some(gone) => Err(Error::NoResultFound(sought(gone))),
            None => Ok(()),
        }
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
