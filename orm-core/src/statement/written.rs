//! [`Written`]: what a statement does to rows that somebody may have in memory.

use super::{DeleteCore, Effect, StatementRef, TextClause, UpdateCore, UpdateMany};
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
    /// Anything may have changed: raw SQL that is more than a SELECT.
    Unknown,
}

/// As far as the statement without Rust types tells.
pub(super) fn written(core: Option<StatementRef<'_>>, effect: Effect) -> Written<'_> {
    match core {
        Some(StatementRef::Update(update)) => Written::Updated(update),
        Some(StatementRef::Delete(delete)) => Written::Deleted(delete),
        Some(StatementRef::Text(text)) if is_select(text) => Written::Nothing,
        _ if effect == Effect::Write => Written::Unknown,
        _ => Written::Nothing,
    }
}

/// Whether raw SQL is a SELECT and nothing more, by its first word. (What functions do within it nobody knows.)
pub(super) fn is_select(text: &TextClause) -> bool {
    let sql = text.sql().trim_end_matches(|c: char| c == ';' || c.is_whitespace());
    let word = sql.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    word.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select")) && !sql.contains(';')
}
