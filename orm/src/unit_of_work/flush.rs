//! The flush: one plan for everything that is pending.
//!
//! 0. Members of ordered collections get their places ([`positions`]).
//! 1. [`collect`]: new, changed and deleted instances; orphans; which foreign keys follow from which relationships.
//! 2. Tables in foreign-key order ([`strongly_connected`](orm_core::schema::strongly_connected)); rows within a table, or a circle of
//!    tables, that reference each other in levels ([`order`]). A new row with the key of a deleted one takes over its row ([`switch`]).
//! 3. What would collide with a unique key goes out of the way ([`collisions`]); where only the database can tell, UPDATEs are tried in
//!    turn ([`in_turn`]).
//! 4. Per table UPDATEs, then INSERTs ([`update`], [`insert`]), in batches; then DELETEs, children first ([`delete`]). They find
//!    rows by key and version ([`versions`]), and what the database filled is read back ([`read_back`]).
//!
//! Instances are updated as each statement succeeds; the journal knows how they were.

mod association;
mod circle;
mod collect;
mod collisions;
mod delete;
mod foreign_keys;
mod in_turn;
mod insert;
mod natural_keys;
mod nulling;
mod one_to_one;
mod order;
mod planning;
mod positions;
mod post_update;
mod read_back;
mod referential;
mod self_references;
mod shared_columns;
mod switch;
mod unique_keys;
mod update;
mod vacate;
pub(crate) mod validate;
mod versions;
mod write_only;

use std::sync::Arc;

use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::model::ColumnValue;
use orm_core::schema::Table;
use orm_core::{Columns, Error, Result, SqlType, Value};

use self::collect::Found;
pub(crate) use self::collect::Work;
pub(crate) use self::natural_keys::{Dependent, Moves};
pub(crate) use self::nulling::{is_over, nullable, nulled};
pub(crate) use self::planning::{Planned, Released};
pub(crate) use self::post_update::at_base;
pub(crate) use self::read_back::read_key;
pub(crate) use self::referential::{acts, ends};
pub(crate) use self::update::show_key;
use super::Session;
use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, History, Instances, Lifecycle, address, lock, mark_dirty, set_value};

impl Session {
    /// Writes all pending changes to the database, within the transaction. Does nothing, and runs no statement, if there are none.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let dave = session.add(User::builder().name("Dave"));
    /// session.flush().await?;
    /// assert!(dave.id > 0); // not committed yet
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// While a guard of [`edit()`](crate::Instance::edit) is open on an instance of the session: its changes would be left out.
    ///
    /// What the database refuses. The transaction is then rolled back, and the session refuses to go on
    /// ([`Error::PendingRollback`]) until [`rollback`](Self::rollback) is called.
    pub fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.usable()?;
            self.no_open_edits()?;
            self.requeue();
            if self.shared.is_idle() && self.deleting.is_empty() {
                return Ok(());
            }
            self.before_flush().await?;
            self.number_members().await?;
            let mut work = self.planned().await?;
            let found = std::mem::take(&mut work.found);
            if work.is_empty() {
                self.returned.clear();
                self.finish(&work, found);
                return Ok(());
            }
            let watched = self.watch(work.touched());
            // If this future is dropped on the way, the session must not go on as if nothing had happened.
            let cancelled = Error::InvalidState("a flush was cancelled".to_owned());
            self.failed = Some(Arc::new(cancelled));
            self.failed_at = self.journal.top();
            self.journal.writes(&self.shared);
            self.returned.clear();
            match self.write(&work).await {
                Ok(()) => {
                    self.failed = None;
                    self.failed_at = 0;
                    self.finish(&work, found);
                    self.after_flush([&work.inserts, &work.updates, &work.deletes], watched).await
                }
                Err(error) => {
                    self.fail(&error).await;
                    Err(error)
                }
            }
        })
    }

    async fn write(&mut self, work: &Work) -> Result<()> {
        self.link.begin().await?;
        let mut released = Vec::new();
        self.clear_the_way(work, &mut released).await?;
        for group in &work.groups {
            self.update_levels(&group.updates, work).await?;
            for rows in &group.inserts {
                for (table, rows) in by_table(rows) {
                    self.insert(table, &rows, work).await?;
                }
            }
            self.update_levels(&group.late, work).await?;
            for pairs in work.pairs.iter().filter(|pairs| group.has(pairs.table)) {
                self.write_pairs(pairs).await?;
            }
        }
        for group in work.groups.iter().rev() {
            self.vacate(&group.unlinked).await?;
            for rows in &group.deletes {
                self.delete_level(rows, work, &mut released).await?;
            }
        }
        Ok(())
    }

    /// Deletes rows of which none references another. `released` are the tables in between that are done with.
    async fn delete_level(
        &mut self,
        rows: &[Arc<dyn AnyInstance>],
        work: &Work,
        released: &mut Vec<&'static Table>,
    ) -> Result<()> {
        for (table, rows) in by_table(rows).into_iter().rev() {
            self.release_pairs(table, work, released).await?;
            self.release_write_only(table, &rows).await?;
            self.release_from_themselves(table, &rows).await?;
            self.delete_rows(table, &rows).await?;
        }
        Ok(())
    }

    /// Puts back on the lists what a flush took off them that ended (or was cancelled) before it wrote anything.
    fn requeue(&mut self) {
        for instance in std::mem::take(&mut self.flushing) {
            let lifecycle = lock(instance.state()).lifecycle;
            match lifecycle {
                Lifecycle::Pending => self.shared.queues().new.push(instance),
                Lifecycle::Persistent => mark_dirty(&instance),
                _ => {}
            }
        }
    }

    /// The changes are in the database: histories start anew.
    fn finish(&mut self, work: &Work, mut found: Found) {
        let epoch = self.shared.epoch();
        for instance in work.touched() {
            let is_deleted = lock(instance.state()).lifecycle == Lifecycle::Deleted;
            for (index, container) in instance.containers().enumerate() {
                match found.remove(&(address(instance), index)) {
                    _ if is_deleted => container.flushed(epoch),
                    Some(history) => container.written(&history, epoch),
                    None => container.written(&History::default(), epoch),
                }
            }
            self.journal.settle(instance);
            if !is_deleted && instance.containers().any(|container| !container.history().is_empty()) {
                // It changed meanwhile.
                mark_dirty(instance);
            }
        }
        // Those whose changes came to nothing too: a rollback of the next transaction must not undo half of them.
        for instance in std::mem::take(&mut self.flushing).iter().filter(|instance| self.shared.owns(instance)) {
            self.journal.settle(instance);
        }
        self.deleting.retain(|instance| lock(instance.state()).deleting);
    }
}

/// Rows by table, the tables in the order in which they come.
fn by_table(rows: &[Arc<dyn AnyInstance>]) -> Vec<(&'static Table, Instances)> {
    let mut tables: Vec<(&'static Table, Instances)> = Vec::new();
    for row in rows {
        match tables.iter_mut().find(|(table, _)| std::ptr::eq(*table, row.table())) {
            Some((_, rows)) => rows.push(row.clone()),
            None => tables.push((row.table(), vec![row.clone()])),
        }
    }
    tables
}

/// Columns of a table.
fn columns_of(table: &'static Table, columns: &[usize]) -> impl Iterator<Item = Node> {
    columns.iter().map(move |&index| Node::ColumnRef(ColumnRef { table: TableRef::Static(table), index }))
}

/// Makes a value what its column keeps of it: the instance is to hold what its row has.
fn fit(table: &Table, draft: &mut dyn Columns, column: usize) -> Result<()> {
    let Some(field) = draft.column_mut(column) else { return Ok(()) };
    field.to_value().to_stored(table.columns[column].ty).map_or(Ok(()), |value| set_value(field, value))
}

/// Writes NULL into a field of an instance.
pub(crate) fn set_null(field: &mut dyn ColumnValue) -> Result<()> {
    set_value(field, Value::Null(<i64 as SqlType>::TYPE))
}
