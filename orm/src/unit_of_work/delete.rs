//! Deletion, and how it goes on to related instances, level by level.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::relationship::{PassiveDeletes, RelationshipDef, RelationshipKind};
use orm_core::schema::Table;
use orm_core::{Error, Result};

use super::Session;
use super::flush::{Released, acts, is_over, nulled, set_null};
use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, Cell, Instances, Lifecycle, address, give_up_pending, lock};
use crate::loading;

impl Session {
    pub(crate) fn delete_these(&mut self, instances: Instances) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.usable()?;
            for instance in &instances {
                self.require_row(instance)?;
            }
            self.mark_deleted(instances).await
        })
    }

    fn require_row(&self, instance: &Arc<dyn AnyInstance>) -> Result<()> {
        self.require_member(instance)?;
        if lock(instance.state()).effective() == Lifecycle::Persistent {
            return Ok(());
        }
        let model = &instance.table().model;
        let message = format!("this `{model}` cannot be deleted: it has no row; expunge it instead");
        Err(Error::InvalidState(message))
    }

    /// Marks instances to be deleted, with all that cascades from them: once all of it is loaded, so that a future that is dropped
    /// before, or a load that fails, has marked none.
    async fn mark_deleted(&mut self, instances: Instances) -> Result<()> {
        let (rows, new) = self.cascaded(instances).await?;
        // What is not in the database yet never gets there.
        new.iter().for_each(give_up_pending);
        self.mark(rows);
        Ok(())
    }

    /// Marks rows to be deleted.
    pub(crate) fn mark(&mut self, rows: Instances) {
        for instance in &rows {
            lock(instance.state()).deleting = true;
        }
        self.deleting.extend(rows);
    }

    /// Of some instances that are to be deleted and all that cascades from them: those that have rows, and those that are pending.
    pub(crate) async fn cascaded(&mut self, mut level: Instances) -> Result<(Instances, Instances)> {
        let (mut rows, mut new) = (Instances::new(), Instances::new());
        let mut seen = HashSet::new();
        while !level.is_empty() {
            level.retain(|instance| {
                let (lifecycle, deleting) = {
                    let state = lock(instance.state());
                    (state.lifecycle, state.deleting)
                };
                if lifecycle == Lifecycle::Pending {
                    new.push(instance.clone());
                }
                lifecycle == Lifecycle::Persistent && !deleting && seen.insert(address(instance))
            });
            rows.extend(level.iter().cloned());
            let mut next = Vec::new();
            for parents in by_model(level) {
                let relationships = parents[0].table().relationships.iter();
                for definition in relationships.filter(|definition| definition.cascade.delete) {
                    next.extend(self.cascading(definition, &parents).await?);
                }
            }
            level = next;
        }
        Ok((rows, new))
    }

    /// What goes with some instances along a relationship: all of it, or what is loaded where the database sees to the rest.
    async fn cascading(
        &mut self,
        definition: &RelationshipDef,
        parents: &[Arc<dyn AnyInstance>],
    ) -> Result<Vec<Arc<dyn AnyInstance>>> {
        if definition.passive_deletes == PassiveDeletes::No && !definition.write_only {
            return loading::load(self, definition.name, parents.to_vec()).await;
        }
        let index = parents[0].table().relationships.iter().position(|other| other.name == definition.name);
        let cells = parents.iter().filter_map(|parent| parent.container(index?));
        Ok(cells.flat_map(|cell| cell.targets()).collect())
    }

    /// What is to be deleted must not leave children behind: those that do not cascade lose their reference, or the deletion is refused.
    pub(crate) async fn release_children(&mut self) -> Result<()> {
        for parents in by_model(self.deleting.clone()) {
            let table = parents[0].table();
            // Rows of a table in between go with the deletion itself.
            let kept = |definition: &&RelationshipDef| !definition.cascade.delete && definition.secondary.is_none();
            for definition in children_of(&*parents[0]).filter(kept) {
                let on = definition.join_columns(table)?;
                if definition.passive_deletes == PassiveDeletes::All || database_acts(definition, &on.remote) {
                    continue;
                }
                if definition.write_only {
                    self.check_write_only(definition, &parents).await?;
                    continue;
                }
                loading::load(self, definition.name, parents.clone()).await?;
                for parent in &parents {
                    self.release(parent, definition, &on.remote)?;
                }
            }
        }
        Ok(())
    }

    /// Takes the children out of the collection of a parent that is deleted, and the reference to it out of them. The plan remembers how
    /// it was.
    fn release(
        &mut self,
        parent: &Arc<dyn AnyInstance>,
        definition: &RelationshipDef,
        columns: &[usize],
    ) -> Result<()> {
        let index = parent.table().relationships.iter().position(|other| other.name == definition.name);
        let Some((index, cell)) = index.and_then(|index| Some((index, parent.container(index)?))) else {
            return Ok(());
        };
        let collection = (index, cell.is_holding());
        for child in cell.targets().iter().filter(|child| !lock(child.state()).deleting) {
            let before = child.current();
            release_one(child, definition, columns)?;
            // On both sides: what was set there since the last flush would win over the column.
            cell.unlink(child);
            let inverse = definition.back_populates.and_then(|name| {
                let index = child.table().relationships.iter().position(|relationship| relationship.name == name)?;
                Some((index, child.container(index)?))
            });
            let leads_here = |inverse: &dyn Cell| {
                let targets = inverse.targets();
                !inverse.is_given() || targets.iter().any(|target| Arc::ptr_eq(target, parent))
            };
            let reference = inverse.filter(|(_, inverse)| leads_here(*inverse)).map(|(index, inverse)| {
                let held = inverse.is_holding();
                inverse.unlink(parent);
                (index, held)
            });
            let (parent, child, columns) = (parent.clone(), child.clone(), columns.to_vec());
            self.planned.released.push(Released { parent, child, columns, before, collection, reference });
        }
        Ok(())
    }
}

/// Relationships in which the other side, or a table in between, has the foreign key.
fn children_of(instance: &dyn AnyInstance) -> impl Iterator<Item = &'static RelationshipDef> {
    let relationships = instance.table().relationships.iter();
    relationships.filter(|definition| definition.kind != RelationshipKind::BelongsTo && !definition.viewonly)
}

/// Whether the database itself acts on the children when a parent is deleted, and does not just refuse.
pub(crate) fn database_acts(definition: &RelationshipDef, columns: &[usize]) -> bool {
    let child = (definition.target)();
    child.foreign_keys.iter().any(|key| is_over(key, child, columns) && acts(key))
}

/// The error of deleting what rows of `child` cannot do without.
pub(crate) fn still_referenced(definition: &RelationshipDef, child: &Table, column: usize) -> Error {
    let RelationshipDef { owner, name, .. } = definition;
    Error::InvalidState(format!(
        "cannot delete a `{owner}` that `{}::{}` still references: delete its `{name}` first, declare `cascade = \"all\"` on \
         `{owner}::{name}`, or `on_delete = \"cascade\"` on the foreign key",
        child.model, child.columns[column].field
    ))
}

/// A column because of which a foreign key cannot let go.
pub(crate) fn needed(table: &Table, columns: &[usize]) -> Option<usize> {
    if nulled(table, columns).is_empty() { columns.first().copied() } else { None }
}

fn release_one(child: &Arc<dyn AnyInstance>, definition: &RelationshipDef, columns: &[usize]) -> Result<()> {
    let table = child.table();
    if let Some(needed) = needed(table, columns) {
        return Err(still_referenced(definition, table, needed));
    }
    let mut draft = child.draft();
    for index in nulled(table, columns) {
        if let Some(field) = draft.column_mut(index) {
            set_null(field)?;
        }
    }
    child.publish(draft);
    crate::instance::mark_dirty(child);
    Ok(())
}

/// Instances grouped by model, each group in the given order.
pub(crate) fn by_model(instances: Vec<Arc<dyn AnyInstance>>) -> Vec<Vec<Arc<dyn AnyInstance>>> {
    let mut groups: Vec<Vec<Arc<dyn AnyInstance>>> = Vec::new();
    let mut index: HashMap<TypeId, usize> = HashMap::new();
    for instance in instances {
        let group = *index.entry(instance.model_type()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(instance);
    }
    groups
}
