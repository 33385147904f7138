//! Errors of sqlx, told as ours. What the databases themselves say is read by each driver's `error.rs`.

use std::sync::Arc;

use orm_core::Error;
use orm_core::error::{DatabaseError, DatabaseErrorKind};

use super::handle::Driver;

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

/// An error while a connection was opened.
pub(super) fn connect_error(error: sqlx::Error) -> Error {
    Error::Connect(Arc::new(error))
}

/// No connection, for a reason of our own.
pub(super) fn no_connection(reason: String) -> Error {
    Error::Connect(Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(reason)))
}
