//! Relationships of instances whose rows a bulk statement changed or deleted.

use std::collections::HashSet;
use std::sync::Arc;

use orm_core::relationship::RelationshipDef;
use orm_core::schema::Table;

use crate::instance::{AnyInstance, address, changed_between, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::identity::is_same;

impl Session {
    /// The foreign keys of an instance changed since `before`: references that followed them lead elsewhere now. What was set, and is
    /// not flushed yet, stays set.
    pub(super) fn follow_foreign_keys(&mut self, instance: &Arc<dyn AnyInstance>, before: usize) {
        let table = instance.table();
        let now = lock(instance.state()).base;
        let changed = changed_between(&**instance, before, now);
        for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| d.has_foreign_key()) {
            let follows = definition.join_columns(table).is_ok_and(|on| on.local.iter().any(|&c| changed.contains(c)));
            if let Some(cell) = instance.container(index)
                && follows
                && cell.history().is_empty()
            {
                self.evict(instance, index);
                cell.forget();
            }
        }
    }

    /// Collections of rows of a table are not complete any more: the next load of one asks the database again. `columns` are those that
    /// changed, all if not given.
    pub(super) fn outdate_collections(&mut self, written: &Table, columns: Option<&[usize]>) {
        let concerned = |owner: &Table, definition: &RelationshipDef| {
            if definition.has_foreign_key() {
                return false;
            }
            let is_target = is_same((definition.target)(), written);
            match (definition.secondary, columns) {
                (Some(_), None) => is_target,
                (Some(_), Some(_)) => false,
                (None, None) => is_target,
                (None, Some(columns)) => {
                    // A condition of its own may be about any column.
                    let follows = definition
                        .join_columns(owner)
                        .map_or(true, |on| on.remote.iter().any(|column| columns.contains(column)));
                    is_target && (definition.primaryjoin.is_some() || follows)
                }
            }
        };
        let owners = self.identity.of_tables(|owner| owner.relationships.iter().any(|d| concerned(owner, d)));
        for owner in owners {
            let table = owner.table();
            let cells = table.relationships.iter().zip(owner.containers());
            cells.filter(|(definition, _)| concerned(table, definition)).for_each(|(_, cell)| cell.outdate());
        }
        self.forget_links(written, columns);
    }

    /// Links were written past the collections that they make: those are not loaded any more, as what they take for a member, or for
    /// none, may be the contrary. One with changes that are not flushed keeps them, and what it has until it is loaded. `columns` as above.
    pub(super) fn forget_links(&mut self, written: &Table, columns: Option<&[usize]>) {
        let linked = |owner: &Table, definition: &RelationshipDef| {
            definition.secondary.is_some_and(|other| is_same(other(), written))
                && columns.is_none_or(|columns| {
                    let via = definition.association(owner).ok().flatten();
                    via.is_none_or(|via| via.near.iter().chain(&via.far).any(|column| columns.contains(column)))
                })
        };
        for owner in self.identity.of_tables(|owner| owner.relationships.iter().any(|d| linked(owner, d))) {
            let table = owner.table();
            let cells = table.relationships.iter().zip(owner.containers());
            for (_, cell) in cells.filter(|(definition, _)| linked(table, definition)) {
                if cell.history().is_empty() {
                    cell.forget();
                } else {
                    cell.outdate();
                }
            }
        }
    }

    /// Takes deleted instances out of the loaded collections that they do not know of themselves.
    pub(crate) fn leave_collections(&mut self, gone: &[Arc<dyn AnyInstance>]) {
        let leads_to_gone = |owner: &Table| {
            owner.relationships.iter().any(|definition| {
                !definition.has_foreign_key()
                    && (definition.back_populates.is_none() || definition.secondary.is_some())
                    && gone.iter().any(|row| is_same(row.table(), (definition.target)()))
            })
        };
        let owners = self.identity.of_tables(leads_to_gone);
        if owners.is_empty() {
            return;
        }
        let addresses: HashSet<usize> = gone.iter().map(address).collect();
        for owner in owners {
            for cell in owner.containers() {
                let members = cell.targets();
                let mut left = members.iter().filter(|member| addresses.contains(&address(member))).peekable();
                if left.peek().is_some() {
                    let base = lock(owner.state()).base;
                    self.journal.record(&owner, base);
                    left.for_each(|member| cell.evict(member));
                    self.journal.settle(&owner);
                }
            }
        }
    }
}
