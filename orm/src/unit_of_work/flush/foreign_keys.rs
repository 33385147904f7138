//! From relationships to foreign keys: what was set, pushed or removed decides columns of the rows that have the keys.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use orm_core::relationship::{JoinColumns, RelationshipDef};
use orm_core::schema::{Deferrable, Table};
use orm_core::{Columns, Error, Result, Value};

use super::collect::Work;
use super::post_update::is_post_updated;
use super::{is_over, nulled, set_null, set_value};
use crate::instance::{AnyInstance, History, Lifecycle, address, lock, still_unset};

/// Through how many foreign keys a value that is not there yet is followed.
const LONGEST_CHAIN: usize = 16;

/// A foreign key that takes its value from another instance, or becomes NULL.
pub(super) struct Sync {
    /// The foreign key.
    pub(super) key: Vec<usize>,
    /// The columns that are written: the whole key, or those that become NULL.
    pub(super) columns: Vec<usize>,
    /// The instance referenced.
    pub(super) parent: Option<Arc<dyn AnyInstance>>,
    /// Its columns, in the order of `columns`.
    parent_columns: Vec<usize>,
    /// The relationship that says so.
    pub(super) definition: &'static RelationshipDef,
    /// Whether it waits until both rows are inserted (`post_update`).
    pub(super) postponed: bool,
}

impl Sync {
    /// Copies the key into a draft of the row.
    pub(super) fn apply(&self, row: &dyn AnyInstance, draft: &mut dyn Columns, work: &Work) -> Result<()> {
        let Sync { columns, parent, parent_columns, definition, .. } = self;
        let ahead = self.is_ahead(row, work);
        if let Some(parent) = parent
            && lock(parent.state()).is_new()
            && !ahead
        {
            let (owner, name, model) = (definition.owner, definition.name, &parent.table().model);
            let itself = std::ptr::addr_eq(std::ptr::from_ref(&**parent), std::ptr::from_ref(row));
            return Err(Error::InvalidState(if itself {
                format!(
                    "`{owner}::{name}` leads to the new `{model}` itself, whose key is not known before it is inserted: declare \
                     `post_update` on it, or set it after a flush"
                )
            } else {
                format!("`{owner}::{name}` leads to a new `{model}` that is not in the session")
            }));
        }
        for (position, &column) in columns.iter().enumerate() {
            let Some(field) = draft.column_mut(column) else { continue };
            let value = parent.as_ref().and_then(|parent| {
                let of_parent = *parent_columns.get(position)?;
                if ahead { work.future(parent, of_parent) } else { parent.value(of_parent) }
            });
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

    /// Whether the row is written before the one that it references, which a foreign key allows that is checked at the end of the transaction.
    fn is_ahead(&self, row: &dyn AnyInstance, work: &Work) -> bool {
        let Some(parent) = &self.parent else { return false };
        let pending = lock(parent.state()).lifecycle == Lifecycle::Pending;
        let itself = std::ptr::addr_eq(std::ptr::from_ref(&**parent), std::ptr::from_ref(row));
        pending && !itself && self.can_be_ahead(row.table(), work)
    }

    /// Whether it could be: the key that it takes is known before there is a row with it.
    pub(super) fn can_be_ahead(&self, table: &Table, work: &Work) -> bool {
        let is_known = |parent: &Arc<dyn AnyInstance>| {
            self.parent_columns.iter().all(|&column| work.future(parent, column).is_some())
        };
        let key = table.foreign_keys.iter().find(|key| is_over(key, table, &self.key));
        key.is_some_and(|key| key.deferrable == Some(Deferrable::Deferred))
            && self.parent.as_ref().is_some_and(is_known)
    }

    /// The columns that it gives values to, as far as these are known.
    pub(super) fn known(&self, work: &Work) -> impl Iterator<Item = (usize, Value)> {
        let parent = self.parent.iter();
        let pairs = parent.flat_map(|parent| self.columns.iter().zip(&self.parent_columns).map(move |on| (parent, on)));
        pairs.filter_map(|(parent, (&column, &of_parent))| Some((column, work.future(parent, of_parent)?)))
    }
}

impl fmt::Display for Sync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}::{}`", self.definition.owner, self.definition.name)
    }
}

/// Who lost an owner, and who gained one, in this flush.
#[derive(Default)]
pub(super) struct Orphans {
    /// Rows that lost an owner, with the foreign key that led to it.
    lost: Vec<(Arc<dyn AnyInstance>, Vec<usize>)>,
    /// Rows that gained an owner which deletes its orphans.
    owned: HashSet<usize>,
    /// Rows without what they cannot be without: another owner does not help.
    incomplete: Vec<(Arc<dyn AnyInstance>, Vec<usize>)>,
    /// Foreign keys of rows that lead to a new owner, whatever it does to orphans.
    led: HashSet<(usize, Vec<usize>)>,
    /// Who owns what only one can own, by the address of what is owned.
    claims: HashMap<(usize, &'static str), usize>,
}

impl Orphans {
    /// A row that lost its owner. `columns` are those of the foreign key between them.
    pub(super) fn lose(&mut self, row: &Arc<dyn AnyInstance>, columns: &[usize]) {
        self.lost.push((row.clone(), columns.to_vec()));
    }

    /// A row that has the foreign key itself lost its owner.
    fn lose_parent(&mut self, row: &Arc<dyn AnyInstance>, columns: &[usize]) {
        if !nulled(row.table(), columns).is_empty() {
            self.lose(row, columns);
        } else {
            self.incomplete.push((row.clone(), columns.to_vec()));
        }
    }

    fn gain(&mut self, row: &Arc<dyn AnyInstance>, columns: &[usize], owning: bool) {
        if owning {
            self.owned.insert(address(row));
        }
        self.led.insert((address(row), columns.to_vec()));
    }

    /// An owner comes to lead to what only one can own.
    ///
    /// # Errors
    /// When another does too.
    fn claim(
        &mut self,
        owner: &Arc<dyn AnyInstance>,
        owned: &Arc<dyn AnyInstance>,
        definition: &'static RelationshipDef,
    ) -> Result<()> {
        let claimed = self.claims.insert((address(owned), definition.name), address(owner));
        if claimed.is_none_or(|other| other == address(owner)) {
            return Ok(());
        }
        Err(shared_parent(definition))
    }

    /// The rows that nobody owns any more.
    fn decide(self) -> Vec<Arc<dyn AnyInstance>> {
        let Orphans { lost, owned, incomplete, led, claims: _ } = self;
        let owned = |row: &Arc<dyn AnyInstance>| owned.contains(&address(row));
        let alone = lost.into_iter().filter(|(row, _)| !owned(row)).chain(incomplete);
        alone.filter(|(row, columns)| !led.contains(&(address(row), columns.clone()))).map(|(row, _)| row).collect()
    }
}

/// Two owners of what only one can own.
pub(super) fn shared_parent(definition: &RelationshipDef) -> Error {
    let RelationshipDef { owner, name, target_model, .. } = definition;
    let message =
        format!("two `{owner}`s lead to one `{target_model}` through `{name}`, which is declared `single_parent`");
    Error::InvalidState(message)
}

impl Work {
    /// Reads the histories of all containers. Returns rows that lost their owner and are to be deleted for it.
    pub(super) fn read_relationships(
        &mut self,
        new: &[Arc<dyn AnyInstance>],
        dirty: &[Arc<dyn AnyInstance>],
        mut orphans: Orphans,
    ) -> Result<Vec<Arc<dyn AnyInstance>>> {
        let mut changes = Vec::new();
        for owner in new.iter().chain(dirty) {
            let table = owner.table();
            let written =
                table.relationships.iter().zip(owner.containers()).enumerate().filter(|(_, (def, _))| !def.viewonly);
            for (index, (definition, container)) in written {
                let Some(history) = self.found.get(&(address(owner), index)).cloned() else { continue };
                if let Some(via) = definition.association(table)? {
                    self.read_pairs(owner, definition, &via, &history, container.is_known());
                    if definition.cascade.delete_orphan {
                        history.added.iter().for_each(|target| orphans.gain(target, &via.far, true));
                        history.removed.iter().for_each(|target| orphans.lose(target, &via.far));
                    }
                } else {
                    changes.push((owner, definition, definition.join_columns(table)?, history));
                }
            }
        }
        // What one collection lost another may have gained: losses first, so that gains have the last word.
        for (_, definition, on, history) in &changes {
            self.read_removed(definition, on, history, &mut orphans);
        }
        for (owner, definition, on, history) in changes {
            self.read_added(owner, definition, on, history, &mut orphans)?;
        }
        let lost = orphans.decide();
        for orphan in &lost {
            self.syncs.remove(&address(orphan));
        }
        Ok(lost)
    }

    fn read_removed(
        &mut self,
        definition: &'static RelationshipDef,
        on: &JoinColumns,
        history: &History,
        orphans: &mut Orphans,
    ) {
        let columns = if definition.has_foreign_key() { &on.local } else { &on.remote };
        for other in &history.removed {
            if definition.cascade.delete_orphan && definition.has_foreign_key() {
                orphans.lose(other, columns);
            } else if definition.cascade.delete_orphan {
                orphans.lose_parent(other, columns);
            }
            if !definition.has_foreign_key() {
                self.sync(other, definition, on.remote.clone(), None, Vec::new());
            }
        }
    }

    fn read_added(
        &mut self,
        owner: &Arc<dyn AnyInstance>,
        definition: &'static RelationshipDef,
        on: JoinColumns,
        history: History,
        orphans: &mut Orphans,
    ) -> Result<()> {
        if definition.has_foreign_key() {
            let parent = history.added.into_iter().next();
            let owning = definition.inverse().is_some_and(|inverse| inverse.cascade.delete_orphan);
            match &parent {
                Some(parent) => {
                    orphans.gain(owner, &on.local, owning);
                    if definition.cascade.delete_orphan {
                        orphans.gain(parent, &on.local, true);
                    }
                    if definition.single_parent {
                        orphans.claim(owner, parent, definition)?;
                    }
                }
                None if owning => orphans.lose_parent(owner, &on.local),
                None => {}
            }
            self.sync(owner, definition, on.local, parent, on.remote);
            return Ok(());
        }
        for child in history.added {
            orphans.gain(&child, &on.remote, definition.cascade.delete_orphan);
            self.sync(&child, definition, on.remote.clone(), Some(owner.clone()), on.local.clone());
        }
        Ok(())
    }

    /// What a column of a row will hold after the flush, if that is known before it.
    pub(super) fn future(&self, row: &Arc<dyn AnyInstance>, column: usize) -> Option<Value> {
        self.future_through(row, column, LONGEST_CHAIN)
    }

    fn future_through(&self, row: &Arc<dyn AnyInstance>, column: usize, left: usize) -> Option<Value> {
        for sync in self.syncs_of(row) {
            let Some(position) = sync.columns.iter().position(|&synced| synced == column) else { continue };
            let Some(parent) = &sync.parent else { return Some(Value::Null(row.table().columns[column].ty)) };
            // A key may itself be a foreign key, and so on.
            return self.future_through(parent, *sync.parent_columns.get(position)?, left.checked_sub(1)?);
        }
        let known = {
            let state = lock(row.state());
            let unset = state.is_new() && still_unset(&state.unset, row.version(0), row.latest()).contains(column);
            !unset && state.expressions.iter().all(|(set, _)| *set != column)
        };
        let value = if known { row.value(column)? } else { return None };
        Some(value.to_stored(row.table().columns[column].ty).unwrap_or(value))
    }

    /// Notes a foreign key; a later note about the same columns replaces an earlier one.
    fn sync(
        &mut self,
        row: &Arc<dyn AnyInstance>,
        definition: &'static RelationshipDef,
        key: Vec<usize>,
        parent: Option<Arc<dyn AnyInstance>>,
        parent_columns: Vec<usize>,
    ) {
        let is_new = |row: &Arc<dyn AnyInstance>| lock(row.state()).is_new();
        let postponed = is_post_updated(definition) && is_new(row) && parent.as_ref().is_some_and(is_new);
        let syncs = self.syncs.entry(address(row)).or_default();
        syncs.retain(|sync| sync.key != key);
        let written = if parent.is_some() { Vec::new() } else { nulled(row.table(), &key) };
        let columns = if written.is_empty() { key.clone() } else { written };
        syncs.push(Sync { key, columns, parent, parent_columns, definition, postponed });
        // It may be on no list: its other side is not mapped.
        self.updates.push(row.clone());
    }
}
