//! Loading a relationship that somebody asks for, with those of the instance's siblings.

use std::sync::Arc;

use orm_core::{Error, Result};

use super::Session;
use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, lock};
use crate::loading;

impl Session {
    pub(crate) fn load_relationship(
        &mut self,
        instance: Arc<dyn AnyInstance>,
        name: &'static str,
    ) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.require_member(&instance)?;
            let what = || format!("loading `{}::{name}`", instance.table().model);
            self.autoflush_before(true, what).await?;
            let siblings = lock(instance.state()).siblings.clone();
            let mut parents = vec![instance.clone()];
            if let Some(siblings) = siblings {
                let others = siblings.members().into_iter().filter(|sibling| !Arc::ptr_eq(sibling, &instance));
                parents.extend(others.filter(|sibling| self.owns(sibling)));
            }
            self.read_expired(&parents).await?;
            parents.retain(|parent| self.owns(parent));
            loading::load(self, name, parents).await?;
            Ok(())
        })
    }

    pub(crate) fn require_member(&self, instance: &Arc<dyn AnyInstance>) -> Result<()> {
        if self.owns(instance) {
            return Ok(());
        }
        let model = &instance.table().model;
        Err(Error::InvalidState(format!("this `{model}` is not in the session; add it first")))
    }
}
