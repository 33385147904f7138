//! [`Lost`]: why the transaction of a link is gone, until `rollback` acknowledges it.

use std::sync::Arc;

use orm_core::Error;
use orm_core::error::DatabaseErrorKind;

use crate::driver::DriverConnection;

/// Why a transaction is gone.
#[derive(Clone, Debug)]
pub(super) enum Lost {
    /// A statement was cancelled midway.
    Cancelled,
    /// A COMMIT was cancelled midway.
    CommitCancelled,
    /// A COMMIT had no answer: the error says that its outcome is unknown.
    CommitUnknown(Arc<Error>),
    /// A statement about a savepoint failed.
    Savepoint,
    /// The database rolled it back along with an error.
    Ended,
    /// The connection broke, with this error.
    Disconnected(Arc<Error>),
}

impl Lost {
    /// What an error has taken along, if it has.
    pub fn by(connection: &DriverConnection, error: &Error) -> Option<Lost> {
        if is_disconnect(error) {
            return Some(Lost::Disconnected(Arc::new(error.clone())));
        }
        let ended = error.database().is_some_and(|error| connection.ends_transaction(error));
        (ended && connection.in_transaction()).then_some(Lost::Ended)
    }

    /// The error that is to blame.
    pub fn cause(&self) -> Arc<Error> {
        let text = match self {
            Lost::Cancelled => "the transaction is gone because a statement was cancelled; call rollback()",
            Lost::Savepoint => "the transaction is gone because a savepoint failed; call rollback()",
            Lost::Ended => "the database rolled back the transaction after an error; call rollback()",
            Lost::CommitCancelled => {
                let cause = Arc::new(Error::InvalidState("commit() was cancelled".to_owned()));
                return Arc::new(Error::CommitUnknown { cause });
            }
            Lost::CommitUnknown(error) | Lost::Disconnected(error) => return error.clone(),
        };
        Arc::new(Error::InvalidState(text.to_owned()))
    }

    /// The error of whatever is tried before the rollback.
    pub fn refusal(&self) -> Error {
        match self {
            Lost::Disconnected(cause) => Error::PendingRollback { cause: cause.clone() },
            other => Arc::unwrap_or_clone(other.cause()),
        }
    }
}

/// Whether the connection broke.
pub(super) fn is_disconnect(error: &Error) -> bool {
    error.database().is_some_and(|error| error.kind == DatabaseErrorKind::Connection)
}

/// The error of a COMMIT. Where the database did not refuse it, it may have happened.
pub(super) fn commit_error(error: Error) -> Error {
    // What the database itself says has a code.
    let refused = error.database().is_none_or(|error| error.code.is_some());
    if refused && !is_disconnect(&error) { error } else { Error::CommitUnknown { cause: Arc::new(error) } }
}
