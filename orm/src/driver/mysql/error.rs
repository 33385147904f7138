//! What the errors of MySQL and MariaDB say. Names are in the message only.

use orm_core::error::{DatabaseError, DatabaseErrorKind};
use sqlx::mysql::MySqlDatabaseError;

/// Kind, constraint, table and columns of an error.
pub(super) fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError {
    let number = error.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number);
    let mut explained = read(number, error.message());
    explained.code = Some(number.to_string());
    explained
}

/// A deadlock rolls back the whole transaction; a lock that is not had in time only the statement.
pub(super) fn ends_transaction(error: &DatabaseError) -> bool {
    error.code.as_deref() == Some("1213")
}

fn read(number: u16, message: &str) -> DatabaseError {
    use DatabaseErrorKind::*;
    let kind = match number {
        1062 | 1169 | 1586 => UniqueViolation,
        1216 | 1217 | 1451 | 1452 | 1557 | 1761 | 1762 => ForeignKeyViolation,
        1048 | 1364 | 1263 => NotNullViolation,
        3819 | 4025 => CheckViolation,
        1146 | 1051 => MissingTable,
        1020 | 1205 | 1213 | 3572 => Concurrency,
        1053 | 1927 | 2006 | 2013 | 4031 => Connection,
        _ => Other,
    };
    let mut error = DatabaseError::new(kind, message);
    match kind {
        UniqueViolation => unique(message, &mut error),
        ForeignKeyViolation => foreign_key(message, &mut error),
        // Column 'name' cannot be null; Field 'name' doesn't have a default value
        NotNullViolation => error.columns.extend(between(message, '\'', '\'').map(str::to_owned)),
        // CONSTRAINT `ck_age` failed for `app`.`users`; Check constraint 'ck_age' is violated.
        CheckViolation => {
            let name = between(message, '`', '`').or_else(|| between(message, '\'', '\''));
            error.constraint = name.map(|name| name.rsplit('.').next().unwrap_or(name).to_owned());
            error.table = message.rsplit_once("failed for ").and_then(|(_, table)| last_quoted(table));
        }
        // Table 'app.users' doesn't exist; Unknown table 'app.users'
        MissingTable => {
            error.table = between(message, '\'', '\'').and_then(|name| name.rsplit('.').next()).map(str::to_owned);
        }
        _ => {}
    }
    error
}

/// `Duplicate entry 'a' for key 'uq_users_email'`, or `'users.uq_users_email'`. The primary key is `PRIMARY`, whatever it
/// was named: it is left out, for the metadata to tell.
fn unique(message: &str, error: &mut DatabaseError) {
    let Some((_, key)) = message.rsplit_once("for key '") else { return };
    let key = key.trim_end_matches('\'');
    let (table, key) = key.rsplit_once('.').map_or((None, key), |(table, key)| (Some(table), key));
    error.table = table.map(str::to_owned);
    error.constraint = (key != "PRIMARY").then(|| key.to_owned());
}

/// ``… fails (`app`.`posts`, CONSTRAINT `fk_posts` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`))``
fn foreign_key(message: &str, error: &mut DatabaseError) {
    let Some((before, after)) = message.split_once("CONSTRAINT ") else { return };
    error.constraint = between(after, '`', '`').map(str::to_owned);
    error.table = before.rsplit_once('(').and_then(|(_, table)| last_quoted(table));
    if let Some((_, list)) = after.split_once("FOREIGN KEY (") {
        let list = list.split(')').next().unwrap_or_default();
        error.columns = list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
    }
}

/// What stands between the first pair of quotes.
fn between(text: &str, open: char, close: char) -> Option<&str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(name, _)| name)
}

/// The last name in backticks.
fn last_quoted(text: &str) -> Option<String> {
    text.split('`').rfind(|name| !name.is_empty() && !", .)".contains(name)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_tell_names() {
        let error = read(1062, "Duplicate entry 'a' for key 'uq_users_email'");
        assert_eq!(
            (error.kind, error.constraint.as_deref()),
            (DatabaseErrorKind::UniqueViolation, Some("uq_users_email"))
        );
        let error = read(1062, "Duplicate entry 'for key 'x'' for key 'users.uq_users_email'");
        assert_eq!((error.table.as_deref(), error.constraint.as_deref()), (Some("users"), Some("uq_users_email")));
        assert_eq!(read(1062, "Duplicate entry '1' for key 'PRIMARY'").constraint, None);

        let error = read(
            1452,
            "Cannot add or update a child row: a foreign key constraint fails (`test`.`posts`, CONSTRAINT `fk_posts_user_id` \
             FOREIGN KEY (`user_id`, `b`) REFERENCES `users` (`id`))",
        );
        assert_eq!(error.kind, DatabaseErrorKind::ForeignKeyViolation);
        assert_eq!((error.table.as_deref(), error.constraint.as_deref()), (Some("posts"), Some("fk_posts_user_id")));
        assert_eq!(error.columns, ["user_id", "b"]);

        assert_eq!(read(1048, "Column 'name' cannot be null").columns, ["name"]);
        assert_eq!(read(1364, "Field 'name' doesn't have a default value").columns, ["name"]);
        assert_eq!(read(3819, "Check constraint 'ck_age' is violated.").constraint.as_deref(), Some("ck_age"));
        let error = read(4025, "CONSTRAINT `ck_age` failed for `test`.`users`");
        assert_eq!((error.constraint.as_deref(), error.table.as_deref()), (Some("ck_age"), Some("users")));
        assert_eq!(read(1146, "Table 'test.nope' doesn't exist").table.as_deref(), Some("nope"));
        assert_eq!(read(1205, "").kind, DatabaseErrorKind::Concurrency);
    }
}
