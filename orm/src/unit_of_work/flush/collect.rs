//! What a flush has to do.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::Result;
use orm_core::relationship::RelationshipDef;
use orm_core::schema::Table;

use super::association::Pairs;
use super::collisions::First;
use super::foreign_keys::{Orphans, Sync, shared_parent};
use super::order::Group;
use crate::instance::{
    AnyInstance, Cell, History, Instances, Lifecycle, address, belongs_elsewhere, has_changes, lock,
};
use crate::loading;
use crate::unit_of_work::Session;
use crate::unit_of_work::delete::by_model;

/// Changes of relationships, by instance and relationship.
pub(super) type Found = HashMap<(usize, usize), History>;

/// Everything that a flush has to do.
#[derive(Default)]
pub(crate) struct Work {
    /// New rows, in the order in which they were added.
    pub(super) inserts: Vec<Arc<dyn AnyInstance>>,
    /// Rows that may have changed.
    pub(super) updates: Vec<Arc<dyn AnyInstance>>,
    /// Rows to delete.
    pub(super) deletes: Vec<Arc<dyn AnyInstance>>,
    /// Foreign keys that follow from relationships, by the address of the row that has them.
    pub(super) syncs: HashMap<usize, Vec<Sync>>,
    /// The changes of relationships that it is about, by the address of the instance and the position of the relationship.
    pub(super) found: Found,
    /// Rows of tables in between, of many-to-many relationships.
    pub(super) pairs: Vec<Pairs>,
    /// Tables of all these rows.
    pub(super) tables: Vec<&'static Table>,
    /// New rows that take over the row of a deleted instance, by address, with that instance.
    pub(super) switches: HashMap<usize, Arc<dyn AnyInstance>>,
    /// What has to go before everything else, so that unique keys do not collide.
    pub(super) first: First,
    /// All of it, in order.
    pub(super) groups: Vec<Group>,
}

impl Work {
    pub(super) fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.updates.is_empty() && self.deletes.is_empty()
    }

    /// All instances concerned.
    pub(super) fn touched(&self) -> impl Iterator<Item = &Arc<dyn AnyInstance>> {
        self.inserts.iter().chain(&self.updates).chain(&self.deletes).chain(self.switches.values())
    }

    /// The foreign keys of a row that follow from relationships.
    pub(super) fn syncs_of(&self, row: &Arc<dyn AnyInstance>) -> &[Sync] {
        self.syncs.get(&address(row)).map_or(&[], Vec::as_slice)
    }

    /// Writes the foreign keys of a row that follow from relationships into it, for those who look at it before it is written.
    pub(crate) fn publish_keys(&self, row: &Arc<dyn AnyInstance>) -> Result<()> {
        let syncs = self.syncs_of(row);
        if !syncs.is_empty() {
            let mut draft = row.draft();
            self.apply_syncs(row, &mut *draft, syncs.iter())?;
            row.publish(draft);
        }
        Ok(())
    }
}

impl Session {
    /// Takes what is pending off the lists, and finds out what follows from it.
    pub(super) async fn collect(&mut self) -> Result<Work> {
        let (mut new, dirty) = self.take_pending()?;
        let given_up: HashSet<usize> = self.planned.given_up.iter().map(address).collect();
        new.retain(|instance| !given_up.contains(&address(instance)));
        // Before anything is awaited: what comes meanwhile is for the next flush, together with the instances that it brings.
        let mut work = Work { found: histories(new.iter().chain(&dirty)), ..Work::default() };
        let former = self.former_targets(&dirty).await?;
        let orphans = work.read_relationships(&new, &dirty, former)?;
        self.check_single_parents(&work)?;
        // Orphans cascade like any deleted instance.
        let (rows, given_up) = self.cascaded(orphans).await?;
        self.planned.marked.extend(rows.iter().cloned());
        self.planned.given_up.extend(given_up);
        self.mark(rows);

        let mut seen: HashSet<usize> = self.planned.given_up.iter().map(address).collect();
        for instance in new {
            let pending = lock(instance.state()).lifecycle == Lifecycle::Pending;
            if pending && seen.insert(address(&instance)) {
                work.inserts.push(instance);
            }
        }
        let synced: Vec<_> = std::mem::take(&mut work.updates);
        // Not once, as when it came: as long as a relationship here writes to it.
        if let Some(stranger) = synced.iter().find(|row| self.shared.is_elsewhere(row)) {
            return Err(belongs_elsewhere(stranger));
        }
        for instance in dirty.into_iter().chain(synced) {
            let changeable = {
                let state = lock(instance.state());
                state.lifecycle == Lifecycle::Persistent && !state.deleting
            };
            let changed = !work.syncs_of(&instance).is_empty()
                || has_changes(&*instance)
                || instance.containers().any(|container| !container.history().is_empty());
            if changeable && changed && seen.insert(address(&instance)) {
                work.updates.push(instance);
            }
        }
        work.deletes = self.deleting.clone();
        let mut tables: Vec<&'static Table> = Vec::new();
        let between = work.pairs.iter().map(|pairs| pairs.table);
        for table in work.touched().map(|instance| instance.table()).chain(between) {
            if !tables.iter().any(|other| std::ptr::eq(*other, table)) {
                tables.push(table);
            }
        }
        work.tables = tables;
        work.find_switches();
        Ok(work)
    }

    /// What single-parent references led to before they were set, where they were not loaded then.
    async fn former_targets(&mut self, dirty: &[Arc<dyn AnyInstance>]) -> Result<Orphans> {
        let mut former = Orphans::default();
        let deletes = |definition: &RelationshipDef| definition.has_foreign_key() && definition.cascade.delete_orphan;
        let concerned = dirty.iter().filter(|owner| owner.table().relationships.iter().any(deletes)).cloned().collect();
        for owners in by_model(concerned) {
            let table = owners[0].table();
            for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| deletes(d)) {
                let unknown = |owner: &&Arc<dyn AnyInstance>| {
                    let history = owner.container(index).map(|cell| cell.history());
                    history.is_some_and(|history| history.set && history.removed.is_empty())
                };
                let owners: Vec<_> = owners.iter().filter(unknown).cloned().collect();
                if owners.is_empty() {
                    continue;
                }
                let columns = definition.join_columns(table)?.local;
                for target in loading::referenced(self, index, owners).await? {
                    former.lose(&target, &columns);
                }
            }
        }
        Ok(former)
    }

    /// What comes to belong to a single parent must not belong to another that is loaded.
    fn check_single_parents(&self, work: &Work) -> Result<()> {
        // Per relationship, who leads to what: looked up for each row that is written.
        let mut owners: HashMap<(&str, &str), HashMap<usize, Vec<usize>>> = HashMap::new();
        for (row, sync) in work.syncs.iter().flat_map(|(row, syncs)| syncs.iter().map(move |sync| (row, sync))) {
            let definition = sync.definition;
            let Some(parent) =
                sync.parent.as_ref().filter(|_| definition.single_parent && definition.has_foreign_key())
            else {
                continue;
            };
            let of_relationship =
                owners.entry((definition.owner, definition.name)).or_insert_with(|| self.owners_of(definition));
            let leading = of_relationship.get(&address(parent));
            if leading.is_some_and(|leading| leading.iter().any(|other| other != row)) {
                return Err(shared_parent(definition));
            }
        }
        Ok(())
    }

    /// The instances that lead somewhere through a relationship, by where they lead.
    fn owners_of(&self, definition: &RelationshipDef) -> HashMap<usize, Vec<usize>> {
        let mut owners: HashMap<usize, Vec<usize>> = HashMap::new();
        for other in self.identity.of_tables(|table| table.model == definition.owner) {
            let index = other.table().relationships.iter().position(|def| def.name == definition.name);
            for target in index.and_then(|index| other.container(index)).map(Cell::targets).unwrap_or_default() {
                owners.entry(address(&target)).or_default().push(address(&other));
            }
        }
        owners
    }

    /// Empties the lists. What was on them is kept until the flush succeeds, for a rollback.
    fn take_pending(&mut self) -> Result<(Instances, Instances)> {
        self.enter_returning();
        let (mut new, mut dirty) = {
            let mut queues = self.shared.queues();
            if let Some(refusal) = std::mem::take(&mut queues.refused).into_iter().next() {
                return Err(refusal);
            }
            (std::mem::take(&mut queues.new), std::mem::take(&mut queues.dirty))
        };
        // Some may have been expunged since.
        for list in [&mut new, &mut dirty] {
            list.retain(|instance| self.shared.owns(instance));
        }
        for instance in &dirty {
            let streamed = {
                let mut state = lock(instance.state());
                state.queued = false;
                std::mem::take(&mut state.streamed)
            };
            if streamed {
                self.identity.register(instance);
            }
        }
        self.flushing.extend(new.iter().chain(&dirty).cloned());
        Ok((new, dirty))
    }
}

/// The changes of the relationships of some instances.
fn histories<'i>(instances: impl Iterator<Item = &'i Arc<dyn AnyInstance>>) -> Found {
    let mut found = Found::new();
    for instance in instances {
        for (index, cell) in instance.containers().enumerate() {
            let history = cell.history();
            if !history.is_empty() {
                found.insert((address(instance), index), history);
            }
        }
    }
    found
}
