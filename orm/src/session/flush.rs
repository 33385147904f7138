//! The flush: one plan for everything that is pending.
//!
//! 1. [`collect`]: new, changed and deleted instances; orphans; which foreign keys follow from which relationships.
//! 2. Tables in foreign-key order ([`order_by_table`](orm_core::schema::strongly_connected)); rows within a table, or a circle of
//!    tables, that reference each other in levels ([`order`]).
//! 3. Per table UPDATEs, then INSERTs ([`update`], [`insert`]), in batches; then DELETEs, children first ([`delete`]).
//!
//! Instances are updated as each statement succeeds; the journal knows how they were.

mod association;
mod collect;
mod delete;
mod foreign_keys;
mod insert;
mod order;
mod referential;
mod update;
mod write_only;

use std::sync::Arc;

use orm_core::model::ColumnValue;
use orm_core::row::Row;
use orm_core::schema::{Table, strongly_connected};
use orm_core::{Error, Result, SqlType, Value};

use self::collect::Work;
use super::Session;
use crate::instance::{AnyInstance, Lifecycle, lock, mark_dirty};

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
    /// What the database refuses. The transaction is then rolled back, and the session refuses to go on
    /// ([`Error::PendingRollback`]) until [`rollback`](Self::rollback) is called.
    pub async fn flush(&mut self) -> Result<()> {
        self.usable()?;
        self.requeue();
        if self.shared.is_idle() && self.deleting.is_empty() {
            return Ok(());
        }
        let work = match self.plan().await {
            Ok(work) => work,
            Err(error) => {
                self.requeue();
                return Err(error);
            }
        };
        if work.is_empty() {
            self.finish(&work);
            return Ok(());
        }
        // If this future is dropped on the way, the session must not go on as if nothing had happened.
        let cancelled = Error::InvalidState("a flush was cancelled".to_owned());
        self.failed = Some(Arc::new(cancelled));
        match self.write(&work).await {
            Ok(()) => {
                self.failed = None;
                self.finish(&work);
                Ok(())
            }
            Err(error) => {
                // The error that matters is the first; the pool closes a connection that cannot even roll back.
                let _ = self.link.rollback().await;
                self.failed = Some(Arc::new(error.clone()));
                Err(error)
            }
        }
    }

    /// Finds out what there is to do. An orphan is deleted, and its own children must be released like any deleted row's: once more then.
    async fn plan(&mut self) -> Result<Work> {
        loop {
            self.release_children().await?;
            let deleting = self.deleting.len();
            let work = self.collect().await?;
            if self.deleting.len() == deleting {
                return Ok(work);
            }
            self.requeue();
        }
    }

    async fn write(&mut self, work: &Work) -> Result<()> {
        self.link.begin().await?;
        let groups = strongly_connected(&work.tables);
        for group in &groups {
            let updates = of_tables(&work.updates, group);
            // A row that comes to reference a new row of its own table can only do so once that one is there.
            let (late, early): (Vec<_>, Vec<_>) =
                updates.into_iter().partition(|row| work.waits_for_insert(row, group));
            self.update(&early, work).await?;
            for level in order::parents_first(of_tables(&work.inserts, group), group, work)? {
                for table in group {
                    self.insert(table, &of_tables(&level, &[table]), work).await?;
                }
            }
            self.update(&late, work).await?;
            for pairs in work.pairs.iter().filter(|pairs| group.iter().any(|table| std::ptr::eq(*table, pairs.table))) {
                self.write_pairs(pairs).await?;
            }
        }
        let mut released = Vec::new();
        for group in groups.iter().rev() {
            let levels = order::parents_first(of_tables(&work.deletes, group), group, work)?;
            for level in levels.iter().rev() {
                for table in group.iter().rev() {
                    let rows = of_tables(level, &[table]);
                    self.release_pairs(table, work, &mut released).await?;
                    self.release_write_only(table, &rows).await?;
                    self.delete_rows(table, &rows).await?;
                }
            }
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
    fn finish(&mut self, work: &Work) {
        let epoch = self.shared.epoch();
        for instance in work.touched() {
            for container in instance.containers() {
                container.flushed(epoch);
            }
        }
        self.flushing.clear();
        self.deleting.retain(|instance| lock(instance.state()).deleting);
    }
}

/// The instances of some tables.
fn of_tables(instances: &[Arc<dyn AnyInstance>], tables: &[&'static Table]) -> Vec<Arc<dyn AnyInstance>> {
    let is_of = |instance: &&Arc<dyn AnyInstance>| tables.iter().any(|table| std::ptr::eq(*table, instance.table()));
    instances.iter().filter(is_of).cloned().collect()
}

/// Writes a value into a field of an instance.
pub(crate) fn set_value(field: &mut dyn ColumnValue, value: Value) -> Result<()> {
    Ok(field.read(&Row::new([], vec![value]), 0)?)
}

/// Writes NULL into a field of an instance.
pub(super) fn set_null(field: &mut dyn ColumnValue) -> Result<()> {
    set_value(field, Value::Null(<i64 as SqlType>::TYPE))
}
