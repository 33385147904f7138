//! What a test's engine executed.

use std::sync::{Arc, Mutex, PoisonError};

/// The statements of an engine, in order.
#[derive(Clone, Default)]
pub struct StatementLog(Arc<Mutex<Vec<String>>>);

impl StatementLog {
    pub(crate) fn push(&self, sql: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
    }

    /// The statements since the last call, as the database got them; BEGIN, COMMIT and the like included.
    pub fn take_all(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The statements since the last call, transaction control aside.
    pub fn take(&self) -> Vec<String> {
        let control = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START"];
        let mut statements = self.take_all();
        statements.retain(|sql| !control.iter().any(|word| sql.starts_with(word)));
        statements
    }

    /// As [`take`](Self::take), each cut down to its verb and table: `INSERT users`, `SELECT posts`. What MySQL is asked after an
    /// INSERT of several rows (by how much their keys differ) is left out.
    pub fn take_verbs(&self) -> Vec<String> {
        self.take().iter().filter(|sql| !sql.starts_with("SELECT @@")).map(|sql| verb(sql)).collect()
    }
}

fn verb(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let verb = words.first().copied().unwrap_or_default();
    let after = |keyword: &str| words.iter().position(|word| *word == keyword).and_then(|at| words.get(at + 1));
    let table = match verb {
        "INSERT" => after("INTO"),
        "UPDATE" => words.get(1),
        "SELECT" | "DELETE" => after("FROM"),
        _ => None,
    };
    let table = table.map(|table| table.trim_matches(|c: char| !c.is_alphanumeric() && c != '_')).unwrap_or_default();
    format!("{verb} {table}").trim_end().to_owned()
}
