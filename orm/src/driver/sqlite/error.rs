//! What SQLite's errors say. SQLite names columns rather than constraints.

use orm_core::error::{DatabaseError, DatabaseErrorKind};

/// Kind, table and columns of an error.
pub(super) fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError {
    let code = error.code().unwrap_or_default();
    read(&code, error.message())
}

/// SQLite rolls back by itself when it runs out of memory or disk, fails to read or write, or is interrupted.
pub(super) fn ends_transaction(error: &DatabaseError) -> bool {
    let code = error.code.as_deref().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
    matches!(code & 0xff, 7 | 9 | 10 | 13)
}

fn read(code: &str, message: &str) -> DatabaseError {
    use DatabaseErrorKind::*;
    let number: u32 = code.parse().unwrap_or_default();
    let kind = match number {
        // UNIQUE, PRIMARY KEY, ROWID
        2067 | 1555 | 2579 => UniqueViolation,
        787 => ForeignKeyViolation,
        // ON DELETE RESTRICT works as a trigger does.
        1811 if message.contains("FOREIGN KEY constraint failed") => ForeignKeyViolation,
        1299 => NotNullViolation,
        275 => CheckViolation,
        // BUSY, LOCKED
        _ if matches!(number & 0xff, 5 | 6) => Concurrency,
        _ if message.contains("no such table: ") => MissingTable,
        _ => Other,
    };
    let mut error = DatabaseError::new(kind, message);
    error.code = Some(code.to_owned());
    let detail = message.split_once(": ").map_or("", |(_, detail)| detail).trim();
    match kind {
        UniqueViolation => match detail.strip_prefix("index ") {
            Some(index) => error.constraint = Some(index.trim_matches('\'').to_owned()),
            None => columns(detail, &mut error),
        },
        NotNullViolation => columns(detail, &mut error),
        CheckViolation => error.constraint = Some(detail.to_owned()),
        MissingTable => error.table = detail.rsplit('.').next().map(str::to_owned),
        _ => {}
    }
    error
}

/// `users.email, users.name`
fn columns(list: &str, error: &mut DatabaseError) {
    for name in list.split(", ") {
        let (table, column) = name.split_once('.').unwrap_or(("", name));
        if !table.is_empty() {
            error.table = Some(table.to_owned());
        }
        error.columns.push(column.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_tell_table_and_columns() {
        let error = read("2067", "UNIQUE constraint failed: users.email, users.name");
        assert_eq!(error.kind, DatabaseErrorKind::UniqueViolation);
        assert_eq!(
            (error.table.as_deref(), error.columns),
            (Some("users"), vec!["email".to_owned(), "name".to_owned()])
        );

        let error = read("2067", "UNIQUE constraint failed: index 'uq_lower_email'");
        assert_eq!(error.constraint.as_deref(), Some("uq_lower_email"));

        let error = read("1299", "NOT NULL constraint failed: users.name");
        assert_eq!((error.kind, error.columns), (DatabaseErrorKind::NotNullViolation, vec!["name".to_owned()]));

        let error = read("1", "no such table: main.nope");
        assert_eq!((error.kind, error.table.as_deref()), (DatabaseErrorKind::MissingTable, Some("nope")));

        let error = read("275", "CHECK constraint failed: ck_age");
        assert_eq!((error.kind, error.constraint.as_deref()), (DatabaseErrorKind::CheckViolation, Some("ck_age")));

        assert_eq!(read("787", "FOREIGN KEY constraint failed").kind, DatabaseErrorKind::ForeignKeyViolation);
        assert_eq!(read("517", "database is locked").kind, DatabaseErrorKind::Concurrency);
        assert_eq!(read("1", "near \"x\": syntax error").kind, DatabaseErrorKind::Other);
    }
}
