//! A bulk UPDATE: the instances of the rows that it changed.

use std::sync::Arc;

use orm_core::compile::on_update;
use orm_core::expr::{Node, TableRef};
use orm_core::statement::{StatementRef, UpdateCore};
use orm_core::{Result, Value};

use super::Synchronize;
use super::evaluate::KnownRow;
use super::matching::{Matched, key_items, of_table};
use crate::instance::{AnyInstance, Instances, STALE, lock, rebase, set_value};
use crate::unit_of_work::Session;

impl Session {
    pub(super) async fn bulk_update(&mut self, update: &UpdateCore, how: Synchronize) -> Result<u64> {
        let mut update = update.clone();
        // The compiler would add these; here their values are known.
        let more: Vec<_> = on_update(&update.table, |index| update.set.iter().any(|(set, _)| *set == index)).collect();
        if !update.set.is_empty() {
            update.set.extend(more);
        }
        let moves_keys = update.set.iter().any(|(index, _)| update.table.primary_key().contains(index));
        let can_return = self.link.engine_of(&update.table).dialect().capabilities.update_returning
            && update.from.is_empty()
            && !moves_keys;
        let mut matched = self.matching((&update).into(), how, can_return).await?;
        if let (Some(limit), Matched::Unknown) = (update.limit, &matched)
            && let Some(first) = self.first_rows((&update).into(), how, &update.order_by, limit).await?
        {
            (update.filter, matched) = (vec![first.condition], Matched::Exactly(first.known));
            (update.order_by, update.limit) = (Vec::new(), None);
        }
        if let (Matched::Returned, TableRef::Static(table)) = (&matched, &update.table) {
            update.returning = key_items(table);
        }
        let compiled = self.link.engine_of(&update.table).compile_one(StatementRef::Update(&update))?;
        let (returned, rows) = self.fetch_known(compiled, &update.table).await?;
        self.updated_rows(&update, matched, returned, rows)?;
        Ok(rows)
    }

    /// After an UPDATE of `rows` rows: those of `matched`, or else of `returned`.
    pub(super) fn updated_rows(
        &mut self,
        update: &UpdateCore,
        matched: Matched,
        returned: Instances,
        rows: u64,
    ) -> Result<()> {
        let columns: Vec<usize> = update.set.iter().map(|(index, _)| *index).collect();
        let instances = match matched {
            Matched::Exactly(instances) => instances,
            Matched::Returned => of_table(returned, &update.table),
            Matched::Unknown => {
                self.outdate(&update.table);
                self.outdate_collections(&update.table, None);
                self.outdate_following(&update.table, &columns);
                return Ok(());
            }
        };
        let mut following = self.following(instances.first().map(|instance| instance.table()), &columns)?;
        for instance in &instances {
            let before = following.before(instance);
            let unknown = self.set_columns(instance, &update.set);
            following.note(instance, before, &unknown);
        }
        self.follow_keys(following)?;
        if rows > instances.len() as u64 {
            self.outdate_following(&update.table, &columns);
        }
        self.outdate_collections(&update.table, Some(&columns));
        Ok(())
    }

    /// The columns of an instance's row were set: so they are in the instance, where their values are known.
    /// Otherwise it counts as stale. Returns the columns whose values are not known.
    pub(super) fn set_columns(&mut self, instance: &Arc<dyn AnyInstance>, set: &[(usize, Node)]) -> Vec<usize> {
        let table = instance.table();
        let (base, current) = {
            let state = lock(instance.state());
            (state.base, self.shared.is_current(state.epoch))
        };
        let mut unknown = Vec::new();
        let mut values: Vec<(usize, Value)> = Vec::with_capacity(set.len());
        {
            // All of them are calculated from the row as it was.
            let row = KnownRow { table, columns: instance.version(base), current };
            for (index, node) in set {
                match row.assigned(*index, node) {
                    Some(value) => values.push((*index, value)),
                    None => unknown.push(*index),
                }
            }
        }
        self.journal.record(instance, base);
        rebase(instance, &mut |stored| {
            for (index, value) in std::mem::take(&mut values) {
                let done = stored.column_mut(index).map(|field| set_value(field, value));
                unknown.extend((!matches!(done, Some(Ok(())))).then_some(index));
            }
        });
        if !unknown.is_empty() || table.filled_by_updates().next().is_some() {
            lock(instance.state()).epoch = STALE;
        }
        let now = lock(instance.state()).base;
        if instance.key_at(now) != instance.key_at(base) {
            self.identity.unregister(instance, base);
            self.identity.register(instance);
        }
        self.follow_foreign_keys(instance, base);
        unknown
    }
}
