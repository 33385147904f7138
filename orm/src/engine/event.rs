//! [`StatementEvent`]: what is told about every statement, to the log and to listeners.

use std::time::Duration;

use orm_core::{Error, Value};

/// A statement that was executed. BEGIN, COMMIT, ROLLBACK and savepoints count as statements.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct StatementEvent<'a> {
    /// The SQL.
    pub sql: &'a str,
    /// The bound values; empty when the engine hides them.
    pub params: &'a [Value],
    /// Rows affected or returned.
    pub rows: u64,
    /// How long it took, rows and all.
    pub elapsed: Duration,
    /// Why it failed.
    pub error: Option<&'a Error>,
}

impl StatementEvent<'_> {
    /// Logs the event.
    pub(super) fn log(&self, hidden: bool) {
        let StatementEvent { sql, params, rows, elapsed, error } = self;
        let params = Params { params, hidden };
        match error {
            Some(error) => tracing::info!(target: "orm::sql", ?elapsed, "{sql}{params} failed: {error}"),
            None => tracing::info!(target: "orm::sql", rows, ?elapsed, "{sql}{params}"),
        }
    }
}

/// ` [1, 'Alice']`
struct Params<'a> {
    params: &'a [Value],
    hidden: bool,
}

impl std::fmt::Display for Params<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        /// A statement with more values than this is one of many rows: nobody reads them.
        const SHOWN: usize = 100;

        if self.hidden {
            return f.write_str(" [hidden]");
        }
        if self.params.is_empty() {
            return Ok(());
        }
        for (i, value) in self.params.iter().take(SHOWN).enumerate() {
            f.write_str(if i == 0 { " [" } else { ", " })?;
            value.fmt(f)?;
        }
        if self.params.len() > SHOWN {
            write!(f, ", … {} more", self.params.len() - SHOWN)?;
        }
        f.write_str("]")
    }
}
