//! What PostgreSQL's errors say: SQLSTATE, constraint, table and column come as fields of their own.

use orm_core::error::{DatabaseError, DatabaseErrorKind};
use sqlx::postgres::PgDatabaseError;

/// Also the code of a prepared statement whose table was altered.
pub(super) const FEATURE_NOT_SUPPORTED: &str = "0A000";

/// Kind, constraint, table and columns of an error.
pub(super) fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError {
    let code = error.code().unwrap_or_default();
    let mut explained = DatabaseError::new(kind(&code, error.message()), error.message());
    explained.constraint = error.constraint().map(str::to_owned);
    explained.table = error.table().map(str::to_owned);
    if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        if let Some(detail) = error.detail() {
            explained.columns = key_columns(detail);
            explained.message = format!("{}: {detail}", explained.message);
        }
        if let Some(column) = error.column() {
            explained.columns = vec![column.to_owned()];
        }
    }
    if explained.kind == DatabaseErrorKind::MissingTable {
        explained.table = quoted(error.message()).map(str::to_owned);
    }
    explained.code = Some(code.into_owned());
    explained
}

fn kind(code: &str, message: &str) -> DatabaseErrorKind {
    use DatabaseErrorKind::*;
    match code {
        "23505" => UniqueViolation,
        "23503" | "23001" => ForeignKeyViolation,
        "23502" => NotNullViolation,
        "23514" => CheckViolation,
        "42P01" => MissingTable,
        "40001" | "40P01" | "55P03" => Concurrency,
        // Someone altered a table: prepared again, the statement works.
        FEATURE_NOT_SUPPORTED if message.contains("cached plan must not change result type") => Concurrency,
        // The last two: idle for too long in a transaction, or a transaction of too long.
        _ if code.starts_with("08") || code.starts_with("57P") || matches!(code, "25P03" | "25P04") => Connection,
        _ => Other,
    }
}

/// The columns of `Key (email, name)=(a, b) already exists.`
fn key_columns(detail: &str) -> Vec<String> {
    let list = detail.strip_prefix("Key (").and_then(|rest| rest.split_once(")=(")).map(|(list, _)| list);
    list.map_or_else(Vec::new, |list| list.split(", ").map(|name| name.trim_matches('"').to_owned()).collect())
}

/// The name in `relation "nope" does not exist`, without its schema.
fn quoted(message: &str) -> Option<&str> {
    let name = message.split('"').nth(1)?;
    name.rsplit('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_tell_the_columns() {
        assert_eq!(key_columns("Key (email)=(a@b) already exists."), ["email"]);
        assert_eq!(key_columns("Key (\"Email\", name)=(a, b) already exists."), ["Email", "name"]);
        assert_eq!(key_columns("Key (user_id)=(9) is not present in table \"users\"."), ["user_id"]);
        assert!(key_columns("Failing row contains (1, null).").is_empty());
        assert_eq!(quoted("relation \"app.nope\" does not exist"), Some("nope"));
    }

    #[test]
    fn codes_tell_the_kind() {
        assert_eq!(kind("23505", ""), DatabaseErrorKind::UniqueViolation);
        assert_eq!(kind("40P01", ""), DatabaseErrorKind::Concurrency);
        assert_eq!(kind("57P01", ""), DatabaseErrorKind::Connection);
        assert_eq!(kind("42601", ""), DatabaseErrorKind::Other);
    }
}
