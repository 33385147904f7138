//! Keys that a bulk UPDATE changes: what `on_update` does to the rows that reference them, it does to the instances of these.

use std::collections::HashSet;
use std::sync::Arc;

use orm_core::schema::{ReferentialAction, Table};
use orm_core::{Result, Value};

use crate::instance::{AnyInstance, STALE, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::flush::{Dependent, Moves, at_base, ends, nullable};
use crate::unit_of_work::identity::is_same;

/// What references columns that are set, and how their values change.
#[derive(Default)]
pub(super) struct Following {
    all: Vec<Follower>,
}

struct Follower {
    dependent: Dependent,
    action: ReferentialAction,
    moves: Moves,
    /// Values that change, to what is not known.
    unknown: HashSet<Vec<Value>>,
}

impl Following {
    /// The values of an instance that is about to change.
    pub(super) fn before(&self, instance: &Arc<dyn AnyInstance>) -> Vec<Vec<Value>> {
        self.all.iter().map(|follower| at_base(instance, &follower.dependent.referenced)).collect()
    }

    /// An instance has changed, but for the columns whose values are not known.
    pub(super) fn note(&mut self, instance: &Arc<dyn AnyInstance>, before: Vec<Vec<Value>>, unknown: &[usize]) {
        for (follower, old) in self.all.iter_mut().zip(before) {
            let referenced = &follower.dependent.referenced;
            let new = at_base(instance, referenced);
            if referenced.iter().any(|column| unknown.contains(column)) {
                follower.unknown.insert(old);
            } else if new != old {
                follower.moves.insert(old, new);
            }
        }
    }
}

impl Session {
    /// What follows when these columns of a table change.
    pub(super) fn following(&self, table: Option<&'static Table>, columns: &[usize]) -> Result<Following> {
        let Some(table) = table else { return Ok(Following::default()) };
        let mut all = Vec::new();
        for dependent in self.dependents(table, columns)? {
            let declared = dependent.foreign_key().and_then(|key| key.on_update);
            let action = if dependent.is_cascading() { Some(ReferentialAction::Cascade) } else { declared };
            if let Some(action) = action {
                all.push(Follower { dependent, action, moves: Moves::new(), unknown: HashSet::new() });
            }
        }
        Ok(Following { all })
    }

    /// Does to the instances of children what the database did.
    pub(super) fn follow_keys(&mut self, following: Following) -> Result<()> {
        for Follower { dependent, action, moves, mut unknown } in following.all {
            let (child, columns) = (dependent.table, dependent.columns);
            if action == ReferentialAction::Cascade {
                for (table, moved) in self.follow_in_memory(child, columns.clone(), moves)? {
                    if table.has_server_version() {
                        moved.iter().for_each(|instance| lock(instance.state()).epoch = STALE);
                    }
                }
            } else {
                let old: HashSet<Vec<Value>> = moves.into_keys().chain(unknown.drain()).collect();
                self.follow_columns(child, (&columns, &nullable(child, &columns)), &old, action, &HashSet::new())?;
            }
            if !unknown.is_empty() {
                let of = |instance: &Arc<dyn AnyInstance>| unknown.contains(&at_base(instance, &columns));
                for instance in self.identity.of_table(child).into_iter().filter(of) {
                    lock(instance.state()).epoch = STALE;
                }
                self.outdate_following(child, &columns);
            }
        }
        Ok(())
    }

    /// Keys changed of rows of a table that are not in memory: what may follow them counts as stale.
    pub(super) fn outdate_following(&mut self, table: &Table, columns: &[usize]) {
        let mut seen: Vec<(&'static Table, Vec<usize>)> = Vec::new();
        let mut open = self.led_by(table, columns);
        while let Some((child, columns)) = open.pop() {
            if seen.iter().any(|(table, of)| is_same(table, child) && *of == columns) {
                continue;
            }
            self.outdate(child);
            self.outdate_collections(child, Some(&columns));
            open.extend(self.led_by(child, &columns));
            seen.push((child, columns));
        }
    }

    /// The foreign keys by which the database changes rows when some columns of a table change.
    fn led_by(&self, table: &Table, columns: &[usize]) -> Vec<(&'static Table, Vec<usize>)> {
        use ReferentialAction::{Cascade, SetDefault, SetNull};
        let mut led = Vec::new();
        for child in self.identity.tables() {
            for key in child.foreign_keys.iter().filter(|key| key.references(table)) {
                let (own, referenced) = ends(child, key, table);
                let acts = matches!(key.on_update, Some(Cascade | SetNull | SetDefault));
                if acts && referenced.iter().any(|column| columns.contains(column)) {
                    led.push((child, own));
                }
            }
        }
        led
    }
}
