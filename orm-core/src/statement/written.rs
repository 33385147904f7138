//! [`Written`]: what a statement does to rows that somebody may have in memory.

use super::{DeleteCore, Effect, Statement, StatementRef, UpdateCore, UpdateMany};
use crate::schema::Table;

/// What a statement changes in the database: a session keeps its instances right by it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Written<'s> {
    /// Nothing.
    Nothing,
    /// Rows come in; if it is an upsert, rows that are there may change.
    Inserted {
        /// The table.
        table: &'s Table,
        /// Whether rows that are there may change.
        upsert: bool,
    },
    /// Rows change.
    Updated(&'s UpdateCore),
    /// Rows change that are found by key.
    UpdatedRows(&'s UpdateMany),
    /// Rows go.
    Deleted(&'s DeleteCore),
    /// Anything may have changed: raw SQL.
    Unknown,
}

/// As far as the statement without Rust types tells.
pub(super) fn written<S: Statement + ?Sized>(statement: &S) -> Written<'_> {
    match statement.core() {
        Some(StatementRef::Update(update)) => Written::Updated(update),
        Some(StatementRef::Delete(delete)) => Written::Deleted(delete),
        _ if statement.effect() == Effect::Write => Written::Unknown,
        _ => Written::Nothing,
    }
}
