//! [`DatabaseError`]: a statement that the database refused.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::schema::Table;

/// What kind of refusal it was, the same on every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseErrorKind {
    /// A unique constraint, unique index or primary key.
    UniqueViolation,
    /// A foreign key.
    ForeignKeyViolation,
    /// NULL in a NOT NULL column.
    NotNullViolation,
    /// A CHECK constraint.
    CheckViolation,
    /// A table that does not exist.
    MissingTable,
    /// Deadlock, serialization failure, lock timeout or busy database.
    Concurrency,
    /// The connection broke.
    Connection,
    /// Anything else.
    Other,
}

/// A statement that the database refused, with what it said.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DatabaseError {
    /// Kind of the refusal.
    pub kind: DatabaseErrorKind,
    /// The database's own message.
    pub message: String,
    /// The database's own error code (SQLSTATE, or SQLite's extended code).
    pub code: Option<String>,
    /// The violated constraint.
    pub constraint: Option<String>,
    /// The table concerned, where the database tells it.
    pub table: Option<String>,
    /// The columns concerned, where the database tells them.
    pub columns: Vec<String>,
    /// The statement.
    pub statement: Option<String>,
    /// The model that the statement was for.
    pub model: Option<Cow<'static, str>>,
    /// The driver's error.
    pub source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl DatabaseError {
    /// A refusal of the given kind and message.
    pub fn new(kind: DatabaseErrorKind, message: impl Into<String>) -> Self {
        DatabaseError {
            kind,
            message: message.into(),
            code: None,
            constraint: None,
            table: None,
            columns: Vec::new(),
            statement: None,
            model: None,
            source: None,
        }
    }

    /// Adds the statement.
    pub fn with_statement(mut self, sql: &str) -> Self {
        self.statement.get_or_insert_with(|| sql.to_owned());
        self
    }

    /// Adds the model, and the constraint's name if the database told only the columns.
    pub fn with_table(mut self, table: &Table) -> Self {
        self.model.get_or_insert_with(|| table.model.clone());
        let same_table = self.table.as_deref().is_none_or(|name| name == table.name);
        if self.constraint.is_none() && self.kind == DatabaseErrorKind::UniqueViolation && same_table {
            let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
            self.constraint = table.unique_name(&columns);
        }
        self
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DatabaseErrorKind::*;
        match self.kind {
            UniqueViolation => f.write_str("unique constraint violated")?,
            ForeignKeyViolation => f.write_str("foreign key violated")?,
            NotNullViolation => f.write_str("NULL is not allowed")?,
            CheckViolation => f.write_str("check constraint violated")?,
            MissingTable => f.write_str("table does not exist")?,
            Concurrency => f.write_str("lost against a concurrent transaction")?,
            Connection => f.write_str("connection lost")?,
            Other => f.write_str("database error")?,
        }
        if let Some(constraint) = &self.constraint {
            write!(f, " ({constraint})")?;
        } else if !self.columns.is_empty() {
            write!(f, " ({})", self.columns.join(", "))?;
        }
        if let Some(model) = &self.model {
            write!(f, " for `{model}`")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(statement) = &self.statement {
            write!(f, "\n  in: {statement}")?;
        }
        Ok(())
    }
}

impl std::error::Error for DatabaseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
