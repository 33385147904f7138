//! From relationships to foreign keys: what was set, pushed or removed decides columns of the rows that have the keys.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use orm_core::relationship::{JoinColumns, RelationshipDef};
use orm_core::{Columns, Error, Result};

use super::collect::Work;
use super::{set_null, set_value};
use crate::containers::History;
use crate::instance::{AnyInstance, Lifecycle, address, lock};

/// A foreign key that takes its value from another instance, or becomes NULL.
pub(super) struct Sync {
    /// The referencing columns.
    pub(super) columns: Vec<usize>,
    /// The instance referenced.
    pub(super) parent: Option<Arc<dyn AnyInstance>>,
    /// Its columns, in the order of `columns`.
    parent_columns: Vec<usize>,
    /// The relationship that says so.
    definition: &'static RelationshipDef,
}

impl Sync {
    /// Copies the key into a draft of the row.
    pub(super) fn apply(&self, row: &dyn AnyInstance, draft: &mut dyn Columns) -> Result<()> {
        let Sync { columns, parent, parent_columns, definition } = self;
        if let Some(parent) = parent
            && lock(parent.state()).is_new()
        {
            return Err(Error::InvalidState(format!(
                "`{}::{}` leads to a new `{}` that is not in the session",
                definition.owner,
                definition.name,
                parent.table().model
            )));
        }
        for (position, &column) in columns.iter().enumerate() {
            let Some(field) = draft.column_mut(column) else { continue };
            let value = parent.as_ref().and_then(|parent| parent.value(*parent_columns.get(position)?));
            match value {
                Some(value) => set_value(field, value)?,
                None if row.table().columns[column].nullable => set_null(field)?,
                None => {
                    return Err(Error::InvalidState(format!(
                        "`{0}::{1}` cannot be NULL, and `{2}::{3}` does not lead to a `{4}` any more: give it another, or delete the `{0}` \
                         (`cascade = \"all, delete-orphan\"` does it by itself)",
                        row.table().model,
                        row.table().columns[column].field,
                        definition.owner,
                        definition.name,
                        if definition.has_foreign_key() { definition.target_model } else { definition.owner },
                    )));
                }
            }
        }
        Ok(())
    }
}

impl Work {
    /// Reads the histories of all containers. Returns rows that lost their parent and are to be deleted for it.
    pub(super) fn read_relationships(
        &mut self,
        new: &[Arc<dyn AnyInstance>],
        dirty: &[Arc<dyn AnyInstance>],
    ) -> Result<Vec<Arc<dyn AnyInstance>>> {
        let mut gained: HashSet<usize> = HashSet::new();
        let mut lost: Vec<Arc<dyn AnyInstance>> = Vec::new();
        let mut changes = Vec::new();
        for owner in new.iter().chain(dirty) {
            let table = owner.table();
            let written = table.relationships.iter().zip(owner.containers()).filter(|(definition, _)| !definition.viewonly);
            for (definition, container) in written {
                let history = container.history();
                if history.is_empty() {
                    continue;
                }
                if let Some(via) = definition.association(table)? {
                    let known = container.loaded_epoch().is_some();
                    self.read_pairs(owner, definition, &via, &history, known);
                    if definition.cascade.delete_orphan {
                        gained.extend(history.added.iter().map(address));
                        lost.extend(history.removed);
                    }
                } else {
                    changes.push((owner, definition, definition.join_columns(table)?, history));
                }
            }
        }
        // What one collection lost another may have gained: losses first, so that gains have the last word.
        for (_, definition, on, history) in &changes {
            self.read_removed(definition, on, history, &mut lost);
        }
        for (owner, definition, on, history) in changes {
            self.read_added(owner, definition, on, history, &mut gained, &mut lost);
        }
        lost.retain(|orphan: &Arc<dyn AnyInstance>| !gained.contains(&address(orphan)));
        for orphan in &lost {
            let mut state = lock(orphan.state());
            if state.lifecycle == Lifecycle::Pending {
                state.lifecycle = Lifecycle::Transient;
                state.session = Weak::new();
            }
            drop(state);
            self.syncs.remove(&address(orphan));
        }
        Ok(lost)
    }

    fn read_removed(
        &mut self,
        definition: &'static RelationshipDef,
        on: &JoinColumns,
        history: &History,
        lost: &mut Vec<Arc<dyn AnyInstance>>,
    ) {
        for child in &history.removed {
            if definition.cascade.delete_orphan {
                lost.push(child.clone());
            }
            self.sync(child, definition, on.remote.clone(), None, Vec::new());
        }
    }

    fn read_added(
        &mut self,
        owner: &Arc<dyn AnyInstance>,
        definition: &'static RelationshipDef,
        on: JoinColumns,
        history: History,
        gained: &mut HashSet<usize>,
        lost: &mut Vec<Arc<dyn AnyInstance>>,
    ) {
        if definition.has_foreign_key() {
            let parent = history.added.into_iter().next();
            if parent.is_some() {
                gained.insert(address(owner));
            } else if inverse_of(definition).is_some_and(|inverse| inverse.cascade.delete_orphan) {
                lost.push(owner.clone());
            }
            self.sync(owner, definition, on.local, parent, on.remote);
            return;
        }
        for child in history.added {
            gained.insert(address(&child));
            self.sync(&child, definition, on.remote.clone(), Some(owner.clone()), on.local.clone());
        }
    }

    /// Notes a foreign key; a later note about the same columns replaces an earlier one.
    fn sync(
        &mut self,
        row: &Arc<dyn AnyInstance>,
        definition: &'static RelationshipDef,
        columns: Vec<usize>,
        parent: Option<Arc<dyn AnyInstance>>,
        parent_columns: Vec<usize>,
    ) {
        let syncs = self.syncs.entry(address(row)).or_default();
        syncs.retain(|sync| sync.columns != columns);
        syncs.push(Sync { columns, parent, parent_columns, definition });
        // It may be on no list: its other side is not mapped.
        self.updates.push(row.clone());
    }
}

/// The relationship on the other side.
fn inverse_of(definition: &RelationshipDef) -> Option<&'static RelationshipDef> {
    (definition.target)().relationship_named(definition.back_populates?)
}
