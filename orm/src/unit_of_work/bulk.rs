//! Bulk statements in a session: what they do to rows, they do to the instances of these rows.
//!
//! ```text
//! update, delete ──> matching.rs: which instances have a row that it is about?
//!                      │  evaluate.rs: its conditions in memory, where the answer is certain; otherwise the database says:
//!                      │  the keys that it returns, or those that a SELECT finds before it (limited.rs: of a statement with a limit)
//!                      ▼
//!        the statement is executed
//!                      ▼
//! update.rs, delete.rs: the matched instances change; what is not certain counts as stale, and the next query refreshes it
//!                      │
//!                      ▼
//! following.rs: so do those that reference a key which changed; related.rs: and what relationships know of it
//! ```
//!
//! All of it is undone by a rollback, by way of the journal.

mod delete;
mod evaluate;
mod following;
mod limited;
mod matching;
mod related;
mod text;
mod update;

use std::sync::Arc;

use orm_core::Result;
use orm_core::expr::Node;
use orm_core::row::Row;
use orm_core::schema::Table;
use orm_core::statement::{Effect, SelectItem, Statement, UpdateMany, Written};

use self::matching::Matched;
use super::identity::is_same;
use super::tracker::Brought;
use super::{Session, binds};
use crate::instance::{STALE, lock};

/// How a bulk `update` or `delete` finds the instances whose rows it changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronize {
    /// In memory where that is certain, otherwise from the database: from what the statement returns (`RETURNING`), or by a SELECT
    /// before it where it cannot return anything.
    #[default]
    Auto,
    /// Always from the database: for rows that triggers change, or that others change meanwhile.
    Fetch,
    /// Not at all: every instance of the model counts as stale, and the next query that brings its row refreshes it. Deleted ones stay
    /// in the session until then.
    Stale,
}

impl Session {
    /// Executes a statement that returns no rows, and keeps instances right. Returns how many rows it changed.
    pub(crate) async fn run(&mut self, statement: &dyn Statement, how: Synchronize) -> Result<u64> {
        self.before_execute(statement)?;
        if statement.effect() == Effect::Write {
            // What is read from now on may be what it wrote: a rollback must know.
            self.journal.writes(&self.shared);
        }
        match statement.written() {
            Written::Updated(update) => self.bulk_update(update, how).await,
            Written::Deleted(delete) => self.bulk_delete(delete, how).await,
            written => {
                let mut rows = 0;
                let (batches, table) = binds::compile(&self.link, statement)?;
                for compiled in batches {
                    rows += self.link.execute(compiled, table).await?.rows_affected;
                }
                self.wrote(written, rows)?;
                Ok(rows)
            }
        }
    }

    /// Finds the instances that a statement with RETURNING is about, before it is executed.
    pub(crate) async fn before_returning(&mut self, statement: &dyn Statement, how: Synchronize) -> Result<Matched> {
        self.journal.writes(&self.shared);
        match statement.written() {
            Written::Updated(update) if !returns_model(&update.returning, &update.table) => {
                self.matching(update.into(), how, false).await
            }
            Written::Deleted(delete) if !returns_model(&delete.returning, &delete.table) => {
                self.matching(delete.into(), how, false).await
            }
            _ => Ok(Matched::Returned),
        }
    }

    /// Keeps instances right after a statement with RETURNING.
    pub(crate) fn after_returning(
        &mut self,
        statement: &dyn Statement,
        matched: Matched,
        brought: Brought,
    ) -> Result<()> {
        let Brought { seen, refreshed, rows, .. } = brought;
        for (instance, base) in &refreshed {
            self.journal.record(instance, *base);
        }
        match statement.written() {
            Written::Updated(update) => self.updated_rows(update, matched, seen, rows)?,
            Written::Deleted(delete) => {
                self.deleted_rows(&delete.table, matched, matching::of_table(seen, &delete.table), rows)?;
            }
            // The rows that an upsert changed are those that it returned, if it returned models.
            Written::Inserted { table, upsert } => {
                if !upsert {
                    for instance in seen.iter().filter(|instance| is_same(instance.table(), table)) {
                        let is_known = refreshed.iter().any(|(known, _)| Arc::ptr_eq(known, instance));
                        if !is_known {
                            self.journal.record_arrival(instance);
                        }
                    }
                }
                let unseen = upsert && !seen.iter().any(|instance| is_same(instance.table(), table));
                self.wrote(Written::Inserted { table, upsert: unseen }, rows)?;
            }
            written => self.wrote(written, rows)?,
        }
        Ok(())
    }

    /// After statements of which no more is known than what they are.
    fn wrote(&mut self, written: Written<'_>, rows: u64) -> Result<()> {
        match written {
            Written::Inserted { table, upsert } => {
                if upsert {
                    self.outdate(table);
                }
                self.outdate_collections(table, None);
            }
            Written::UpdatedRows(update) => self.updated_by_key(update, rows)?,
            Written::Unknown => self.wrote_directly(),
            _ => {}
        }
        Ok(())
    }

    /// Rows were set to values of their own.
    fn updated_by_key(&mut self, update: &UpdateMany, rows: u64) -> Result<()> {
        // Some row was not there: whose is not known.
        let complete = rows == update.rows.len() as u64;
        let columns: Vec<usize> =
            update.set.iter().copied().chain(update.set_expr.iter().map(|(set, _)| *set)).collect();
        let mut matched = 0;
        let table = self.identity.of_table(&update.table).first().map(|instance| instance.table());
        let mut following = self.following(table, &columns)?;
        for row in &update.rows {
            let (key, values) = row.split_at(update.key.len().min(row.len()));
            let Ok(Some(instance)) = self.identity.by_key(&update.table, &Row::new([], key.to_vec())) else { continue };
            let values = update.set.iter().copied().zip(values.iter().cloned().map(Node::Value));
            let set: Vec<_> = values.chain(update.set_expr.iter().cloned()).collect();
            let before = following.before(&instance);
            let mut unknown = self.set_columns(&instance, &set);
            if !complete {
                lock(instance.state()).epoch = STALE;
                unknown.clone_from(&columns);
            }
            following.note(&instance, before, &unknown);
            matched += 1;
        }
        self.follow_keys(following)?;
        if rows > matched {
            self.outdate_following(&update.table, &columns);
        }
        self.outdate_collections(&update.table, Some(&columns));
        Ok(())
    }

    /// All instances of a table count as stale.
    fn outdate(&mut self, table: &Table) {
        for instance in self.identity.of_table(table) {
            lock(instance.state()).epoch = STALE;
        }
    }
}

/// Whether a statement returns its rows as models: these rows tell which instances it is about.
fn returns_model(returning: &[SelectItem], table: &Table) -> bool {
    returning.iter().any(|item| match item {
        SelectItem::Model { table: returned, .. } => is_same(returned, table),
        SelectItem::Node(_) => false,
    })
}
