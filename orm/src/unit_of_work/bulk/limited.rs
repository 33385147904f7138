//! UPDATE and DELETE of so many rows at most, where they cannot return which: a SELECT that locks these finds them, and the statement is about
//! them by their keys.

use orm_core::Result;
use orm_core::expr::{Node, OrderBy, TableRef};
use orm_core::row::RowReader;
use orm_core::statement::{DeleteCore, Lock, SelectCore, StatementRef, UpdateCore};

use super::Synchronize;
use super::matching::{About, key_items};
use crate::instance::Instances;
use crate::unit_of_work::Session;
use crate::unit_of_work::by_keys::key_in;
use crate::unit_of_work::flush::read_key;

/// The first rows that satisfy the conditions of a statement.
pub(super) struct First {
    /// That a row is one of them.
    pub(super) condition: Node,
    /// Instances of them.
    pub(super) known: Instances,
}

impl<'s> From<&'s UpdateCore> for About<'s> {
    fn from(update: &'s UpdateCore) -> Self {
        About { table: &update.table, others: &update.from, filter: &update.filter, limited: update.limit.is_some() }
    }
}

impl<'s> From<&'s DeleteCore> for About<'s> {
    fn from(delete: &'s DeleteCore) -> Self {
        About { table: &delete.table, others: &delete.using, filter: &delete.filter, limited: delete.limit.is_some() }
    }
}

impl Session {
    /// Finds the rows; `None` if instances are not to follow, or the keys are too many for one statement.
    pub(super) async fn first_rows(
        &mut self,
        about: About<'_>,
        how: Synchronize,
        order_by: &[OrderBy],
        limit: u64,
    ) -> Result<Option<First>> {
        let TableRef::Static(table) = about.table else { return Ok(None) };
        let most = self.link.engine_of(table).dialect().keys_per_list(table.primary_key().len());
        let example = self.identity.of_table(table).into_iter().find(|instance| std::ptr::eq(instance.table(), *table));
        let is_few = usize::try_from(limit).is_ok_and(|limit| limit <= most);
        let Some(example) = example.filter(|_| is_few && how != Synchronize::Stale && about.others.is_empty()) else {
            return Ok(None);
        };
        let select = SelectCore {
            items: key_items(table),
            filter: about.filter.to_vec(),
            order_by: order_by.to_vec(),
            limit: Some(limit),
            lock: Some(Lock::update()),
            ..SelectCore::default()
        };
        let compiled = self.link.engine_of(table).compile_one(StatementRef::Select(&select))?;
        let (mut keys, mut known, mut scratch) = (Vec::new(), Instances::new(), example.draft());
        let identity = &self.identity;
        let read = &mut |row: &dyn RowReader| {
            keys.push(read_key(&mut *scratch, table.primary_key(), row)?);
            known.extend(identity.by_key(table, row)?);
            Ok(())
        };
        self.link.fetch(compiled, Some(table), read).await?;
        Ok(Some(First { condition: key_in(table, &keys), known }))
    }
}
