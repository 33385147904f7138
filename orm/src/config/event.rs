//! [`StatementEvent`]: what is told about every statement, to the log and to listeners.

use std::fmt;
use std::io::Write;
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
    /// Logs the event; where nobody listens to the log, it goes to standard error.
    pub(crate) fn log(&self, hidden: bool) {
        let StatementEvent { sql, params, rows, elapsed, error } = self;
        let params = Params { params, hidden };
        if !tracing::dispatcher::has_been_set() {
            // A closed standard error is no reason to fail.
            let _ = match error {
                Some(error) => writeln!(std::io::stderr(), "orm::sql: {sql}{params} failed: {error} ({elapsed:?})"),
                None => writeln!(std::io::stderr(), "orm::sql: {sql}{params} rows={rows} ({elapsed:?})"),
            };
            return;
        }
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

/// A statement, or array, with more values than this is one of many rows: nobody reads them.
const SHOWN: usize = 100;
/// The longest text or byte string that is shown whole, in bytes.
const LONG: usize = 300;

impl fmt::Display for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hidden {
            return f.write_str(" [hidden]");
        }
        if self.params.is_empty() {
            return Ok(());
        }
        f.write_str(" ")?;
        list(self.params, f)
    }
}

fn list(values: &[Value], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("[")?;
    for (i, value) in values.iter().take(SHOWN).enumerate() {
        f.write_str(if i == 0 { "" } else { ", " })?;
        shown(value, f)?;
    }
    if values.len() > SHOWN {
        write!(f, ", … {} more", values.len() - SHOWN)?;
    }
    f.write_str("]")
}

fn shown(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Array(_, values) => list(values, f),
        Value::Text(text) if text.len() > LONG => {
            let start = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONG).last();
            write!(f, "{} … {} bytes", Value::Text(text[..start.unwrap_or(0)].to_owned()), text.len())
        }
        Value::Bytes(bytes) if bytes.len() > LONG => {
            write!(f, "{} … {} bytes", Value::Bytes(bytes[..LONG].to_vec()), bytes.len())
        }
        other => write!(f, "{other}"),
    }
}
