//! Errors of sqlx, told as ours. What the databases themselves say is read by each driver's `error.rs`.

use std::fmt;
use std::sync::Arc;

use orm_core::Error;
use orm_core::error::{DatabaseError, DatabaseErrorKind, StatementError};

use super::handle::Driver;
use crate::config::DatabaseUrl;

/// An error while a statement ran.
pub(super) fn statement_error<D: Driver>(error: sqlx::Error) -> Error {
    let mut explained = match &error {
        sqlx::Error::Database(refusal) => D::explain(&**refusal),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => {
            DatabaseError::new(DatabaseErrorKind::Connection, error.to_string())
        }
        other => DatabaseError::new(DatabaseErrorKind::Other, other.to_string()),
    };
    explained.source = Some(Arc::new(error));
    explained.into()
}

/// A value that could not be made one.
pub(super) fn invalid(reason: &str) -> Error {
    StatementError::Value(reason.to_owned()).into()
}

/// The error when sqlx does not understand a URL.
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code))]
pub(super) fn url_error(error: &sqlx::Error, url: &DatabaseUrl) -> Error {
    match error {
        sqlx::Error::Configuration(reason) => url.refused(&reason.to_string()),
        other => url.refused(&other.to_string()),
    }
}

/// An error while a connection was opened. It names the database, without the password.
pub(super) fn connect_error(error: sqlx::Error, url: &DatabaseUrl) -> Error {
    let reason = match &error {
        sqlx::Error::Database(refusal) => refusal.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    };
    Error::Connect(Arc::new(ConnectError { message: format!("{reason} ({url})"), source: Some(error) }))
}

/// No connection, for a reason of our own.
pub(super) fn no_connection(message: String) -> Error {
    Error::Connect(Arc::new(ConnectError { message, source: None }))
}

#[derive(Debug)]
struct ConnectError {
    message: String,
    source: Option<sqlx::Error>,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
