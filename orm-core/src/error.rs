//! Errors: one type for everything that can go wrong, each variant with what one needs to act on it.

mod database;
mod decode;
mod sought;
mod statement;

use std::fmt;
use std::sync::Arc;

pub use database::{DatabaseError, DatabaseErrorKind};
pub use decode::DecodeError;
pub use sought::Sought;
pub use statement::StatementError;

/// Result of everything in this crate and in `orm`.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
///
/// ```
/// use orm_core::Error;
/// use orm_core::error::{DatabaseError, DatabaseErrorKind};
///
/// fn explain(error: &Error) -> String {
///     match error {
///         Error::NoResultFound(_) => "there is no such row".to_owned(),
///         Error::Url(reason) => format!("check the configuration: {reason}"),
///         error if error.is_unique_violation() => format!("taken already ({})", error.constraint().unwrap_or("?")),
///         error if error.is_retryable() => "try again".to_owned(),
///         error => error.to_string(),
///     }
/// }
///
/// let refused = Error::from(DatabaseError::new(DatabaseErrorKind::UniqueViolation, "users.email"));
/// assert_eq!(explain(&refused), "taken already (?)");
/// ```
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database URL cannot be used.
    #[error("invalid database URL: {0}")]
    Url(String),
    /// No connection could be had: the server is not reachable, refuses the login, or the pool is exhausted.
    #[error("cannot connect to the database: {0}")]
    Connect(Arc<dyn std::error::Error + Send + Sync>),
    /// The database refused a statement.
    #[error(transparent)]
    Database(Arc<DatabaseError>),
    /// A value in a row is not of the type that was asked for.
    #[error(transparent)]
    Decode(Arc<DecodeError>),
    /// The statement makes no sense: found when it is compiled, before the database sees it.
    #[error(transparent)]
    Statement(Arc<StatementError>),
    /// The database cannot do this, and it cannot be emulated.
    #[error("{dialect} does not support {feature}")]
    Unsupported {
        /// What was asked for.
        feature: String,
        /// The dialect that lacks it.
        dialect: &'static str,
    },
    /// No row where one was asked for.
    #[error("no row was found when one was required{0}")]
    NoResultFound(Sought),
    /// Several rows where one was asked for.
    #[error("several rows were found when one was required{0}")]
    MultipleResultsFound(Sought),
    /// A relationship was read that is not loaded.
    #[error(transparent)]
    NotLoaded(#[from] NotLoaded),
    /// A row to be updated or deleted is gone, or has another version than expected.
    #[error("{model} {key} was changed or deleted by someone else: {expected} row(s) expected, {matched} matched")]
    StaleData {
        /// The model.
        model: &'static str,
        /// The primary key, or the keys of the batch.
        key: String,
        /// How many rows should have matched.
        expected: u64,
        /// How many did.
        matched: u64,
    },
    /// An earlier flush failed and the transaction was rolled back: call `rollback()` to go on. Or any statement did, and the database
    /// keeps nothing of the transaction then (PostgreSQL): `commit()` says so.
    #[error("{}", pending(cause))]
    PendingRollback {
        /// The earlier error.
        cause: Arc<Error>,
    },
    /// COMMIT was sent and had no answer (the connection broke, or the future was dropped): it may have happened or not. After a
    /// `rollback()`, look what the database has before writing again.
    #[error(
        "it is unknown whether the commit happened: call rollback(), and look before writing again. The reason is: {cause}"
    )]
    CommitUnknown {
        /// Why there was no answer.
        cause: Arc<Error>,
    },
    /// The flush of pending changes before a statement failed: what was pending is to blame, not the statement. `is_unique_violation`
    /// and the like see through it.
    #[error("{cause} (when pending changes were flushed before {before})")]
    Autoflush {
        /// What was to be executed after the flush.
        before: String,
        /// The flush's error.
        cause: Arc<Error>,
    },
    /// Rows reference each other in a circle, so that none can be inserted first.
    #[error("cannot order the rows of {models}: they reference each other in a circle; {advice}")]
    CircularDependency {
        /// The models.
        models: String,
        /// What to do about it.
        advice: String,
    },
    /// A column's validator refuses the value that was to be written.
    #[error("`{model}::{field}` is not valid: {message}")]
    Validation {
        /// The model.
        model: &'static str,
        /// The column's field.
        field: &'static str,
        /// What the validator says.
        message: String,
    },
    /// An operation does not fit the state of an instance or session.
    #[error("{0}")]
    InvalidState(String),
}

/// In words, with its causes: it is what a `main` that returns a [`Result`] shows.
///
/// ```
/// let error = orm_core::Error::NoResultFound(Default::default());
/// assert_eq!(format!("{error:?}"), "no row was found when one was required");
/// ```
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.to_string();
        f.write_str(&shown)?;
        // What the database said is in there; drivers' errors only repeat it.
        let mut cause = if self.database().is_some() { None } else { std::error::Error::source(self) };
        while let Some(error) = cause {
            let text = error.to_string();
            if !shown.contains(&text) {
                write!(f, "\n  caused by: {text}")?;
            }
            cause = error.source();
        }
        Ok(())
    }
}

fn pending(cause: &Error) -> String {
    if cause.is_outcome_unknown() {
        return cause.to_string();
    }
    format!("the transaction was rolled back by an earlier error; call rollback() first. The error was: {cause}")
}

/// A relationship that is not loaded was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded {
    /// The model that has the relationship.
    pub model: &'static str,
    /// The relationship's field.
    pub relationship: &'static str,
}

impl NotLoaded {
    /// A relationship of a plain value, which is nobody's instance.
    pub const DETACHED: NotLoaded = NotLoaded { model: "", relationship: "" };
}

impl fmt::Display for NotLoaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == NotLoaded::DETACHED {
            return f.write_str("a plain value has no relationships: query it through a session, whose instances have");
        }
        let NotLoaded { model, relationship } = self;
        write!(
            f,
            "`{model}::{relationship}` is not loaded: add `.options(selectinload({model}::{relationship}))` to the query, \
             or call `session.load(&instance, {model}::{relationship}).await`"
        )
    }
}

impl std::error::Error for NotLoaded {}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Error::Decode(Arc::new(error))
    }
}

impl From<DatabaseError> for Error {
    fn from(error: DatabaseError) -> Self {
        Error::Database(Arc::new(error))
    }
}

impl From<StatementError> for Error {
    fn from(error: StatementError) -> Self {
        Error::Statement(Arc::new(error))
    }
}

impl Error {
    /// What the database said, if it was the database.
    pub fn database(&self) -> Option<&DatabaseError> {
        match self {
            Error::Database(error) => Some(error),
            Error::PendingRollback { cause } | Error::Autoflush { cause, .. } | Error::CommitUnknown { cause } => {
                cause.database()
            }
            _ => None,
        }
    }

    /// A unique or primary key constraint was violated; [`constraint`](Self::constraint) says which.
    pub fn is_unique_violation(&self) -> bool {
        self.is_kind(DatabaseErrorKind::UniqueViolation)
    }

    /// A foreign key was violated.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.is_kind(DatabaseErrorKind::ForeignKeyViolation)
    }

    /// NULL was written to a column that does not allow it.
    pub fn is_not_null_violation(&self) -> bool {
        self.is_kind(DatabaseErrorKind::NotNullViolation)
    }

    /// A CHECK constraint was violated.
    pub fn is_check_violation(&self) -> bool {
        self.is_kind(DatabaseErrorKind::CheckViolation)
    }

    /// A table does not exist.
    pub fn is_missing_table(&self) -> bool {
        self.is_kind(DatabaseErrorKind::MissingTable)
    }

    /// The transaction lost against a concurrent one (deadlock, serialization failure, busy database), or the connection was lost before the
    /// COMMIT: nothing of it happened, and trying again from its beginning can succeed.
    pub fn is_retryable(&self) -> bool {
        !self.is_outcome_unknown()
            && (self.is_kind(DatabaseErrorKind::Concurrency) || self.is_kind(DatabaseErrorKind::Connection))
    }

    /// The connection broke: the server restarted, ended it, or cannot be reached any more. Whether anything happened says
    /// [`is_outcome_unknown`](Self::is_outcome_unknown).
    pub fn is_connection_lost(&self) -> bool {
        self.is_kind(DatabaseErrorKind::Connection)
    }

    /// A COMMIT had no answer, so that it may have happened or not: who tries again blindly may write twice.
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Error::CommitUnknown { .. } => true,
            Error::PendingRollback { cause } | Error::Autoflush { cause, .. } => cause.is_outcome_unknown(),
            _ => false,
        }
    }

    /// No row was found where one was required.
    pub fn is_no_result(&self) -> bool {
        matches!(self, Error::NoResultFound(_))
    }

    /// Several rows were found where one was required.
    pub fn is_multiple_results(&self) -> bool {
        matches!(self, Error::MultipleResultsFound(_))
    }

    /// Name of the violated constraint, where the database tells it.
    pub fn constraint(&self) -> Option<&str> {
        self.database()?.constraint.as_deref()
    }

    fn is_kind(&self, kind: DatabaseErrorKind) -> bool {
        self.database().is_some_and(|error| error.kind == kind)
    }
}
