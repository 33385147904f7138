//! One-to-one relationships that were set while they were not loaded: what the database has there goes out, so it must be known.

use std::sync::Arc;

use orm_core::Result;
use orm_core::relationship::{RelationshipDef, RelationshipKind};

use crate::instance::{AnyInstance, Cell, Instances, Lifecycle, lock};
use crate::loading;
use crate::unit_of_work::Session;
use crate::unit_of_work::delete::by_model;

impl Session {
    /// Loads them, with one SELECT per relationship. What was set takes the place of what is loaded.
    pub(super) async fn load_displaced(&mut self) -> Result<()> {
        let concerned: Instances = {
            let queues = self.shared.queues();
            queues.dirty.iter().filter(|owner| owner.table().relationships.iter().any(is_single)).cloned().collect()
        };
        for owners in by_model(concerned) {
            let relationships = owners[0].table().relationships.iter().enumerate();
            for (index, definition) in relationships.filter(|(_, definition)| is_single(definition)) {
                let mut owners = owners.clone();
                owners.retain(|owner| {
                    let is_set = |cell: &dyn Cell| cell.loaded_epoch().is_none() && !cell.history().added.is_empty();
                    owner.container(index).is_some_and(is_set) && self.shared.owns(owner) && is_kept(owner)
                });
                loading::load(self, definition.name, owners).await?;
            }
        }
        Ok(())
    }
}

fn is_single(definition: &RelationshipDef) -> bool {
    definition.kind == RelationshipKind::HasOne && !definition.viewonly
}

fn is_kept(owner: &Arc<dyn AnyInstance>) -> bool {
    let state = lock(owner.state());
    state.lifecycle == Lifecycle::Persistent && !state.deleting
}
