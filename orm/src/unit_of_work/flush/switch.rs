//! Row switches: a new instance with the key of one that is deleted in the same flush takes over its row. That is one UPDATE of every
//! column, instead of an INSERT that the key refuses. No DELETE is sent, so what would go with it goes first ([`former`]).

mod former;

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::expr::Node;
use orm_core::{Result, Value};

use super::collect::Work;
use super::insert::prepare;
use super::set_null;
use super::update::{Batches, Changed, Former};
use super::versions::{count_update, place_of};
use crate::instance::{AnyInstance, Instances, STALE, address, lock};
use crate::unit_of_work::Session;

impl Work {
    /// Finds the new rows that have the keys of deleted ones, which are no longer deleted then.
    pub(super) fn find_switches(&mut self) {
        if self.deletes.is_empty() || self.inserts.is_empty() {
            return;
        }
        let table = |row: &Arc<dyn AnyInstance>| std::ptr::from_ref(row.table()).addr();
        let mut deleted: HashMap<(usize, Vec<Value>), usize> = HashMap::new();
        for (position, row) in self.deletes.iter().enumerate() {
            let base = lock(row.state()).base;
            deleted.insert((table(row), row.key_at(base)), position);
        }
        let mut switches = HashMap::new();
        for row in &self.inserts {
            let key = row.table().primary_key().iter().map(|&column| self.future(row, column));
            let Some(key) = key.collect::<Option<Vec<Value>>>() else { continue };
            if let Some(position) = deleted.remove(&(table(row), key)) {
                switches.insert(address(row), self.deletes[position].clone());
            }
        }
        if !switches.is_empty() {
            let former: std::collections::HashSet<usize> = switches.values().map(address).collect();
            self.deletes.retain(|row| !former.contains(&address(row)));
            self.switches = switches;
        }
    }

    /// The instance whose row a new one takes over.
    pub(super) fn switched(&self, row: &Arc<dyn AnyInstance>) -> Option<&Arc<dyn AnyInstance>> {
        self.switches.get(&address(row))
    }
}

impl Session {
    /// Writes new instances over the rows of deleted ones.
    pub(super) async fn switch_rows(&mut self, rows: &[&Arc<dyn AnyInstance>], work: &Work) -> Result<()> {
        let formers: Instances = rows.iter().filter_map(|row| work.switched(row)).cloned().collect();
        self.before_deletes(&formers)?;
        self.release_former(&formers, work).await?;
        let mut batches = Batches::default();
        for row in rows {
            if let Some(former) = work.switched(row) {
                self.prepare_switch(row, former, work, &mut batches)?;
            }
        }
        self.update_batches(batches).await?;
        self.leave_collections(&formers);
        self.after_deletes(&formers)
    }

    fn prepare_switch(
        &mut self,
        row: &Arc<dyn AnyInstance>,
        former: &Arc<dyn AnyInstance>,
        work: &Work,
        batches: &mut Batches,
    ) -> Result<()> {
        let table = row.table();
        let mut prepared = prepare(row, work)?;
        let base = lock(former.state()).base;
        let mut columns = Vec::new();
        let mut expressions = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            if column.computed.is_some() || column.primary_key {
                continue;
            }
            let sent = prepared.columns.iter().position(|&sent| sent == index).map(|at| &prepared.nodes[at]);
            match (sent, &column.server_default) {
                _ if column.version.is_some() => {
                    columns.extend(count_update(former, base, &[], &mut *prepared.draft)?);
                }
                (Some(Node::Value(_)), _) => columns.push(index),
                (Some(expression), _) => expressions.push((index, expression.clone())),
                (None, Some(default)) => expressions.push((index, default.make())),
                (None, None) if column.is_triggered() => {}
                (None, None) => {
                    prepared.draft.column_mut(index).map_or(Ok(()), set_null)?;
                    columns.push(index);
                }
            }
        }
        self.journal.record(former, base);
        self.journal.record(row, prepared.origin);
        let written = row.publish_from(prepared.origin, prepared.draft);
        let taken = Former { instance: former.clone(), expressions: prepared.expressions };
        if columns.is_empty() && expressions.is_empty() {
            // A row that is nothing but its key.
            self.taken_over(row, written, &taken);
            return Ok(());
        }
        let changed = Changed {
            instance: row.clone(),
            base: written,
            written,
            place: place_of(former, base),
            former: Some(taken),
        };
        batches.add(changed, columns, expressions, Vec::new());
        Ok(())
    }

    /// A new instance has the row of another now.
    pub(super) fn taken_over(&mut self, row: &Arc<dyn AnyInstance>, written: usize, former: &Former) {
        self.evict_all(std::slice::from_ref(&former.instance));
        self.gone(&former.instance);
        self.persisted(row, written, &former.expressions);
        // What a trigger filled for the former row is still there.
        if row.table().columns.iter().any(|column| column.fetched_default) {
            lock(row.state()).epoch = STALE;
        }
    }
}
