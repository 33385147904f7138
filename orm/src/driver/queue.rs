//! [`WriteQueue`]: the writers of one SQLite database stand in line.
//!
//! SQLite has no queue: who waits for its lock looks again after a pause, and who has just let go of it is the first to take it again. The
//! transactions of an engine take turns here before they ask SQLite, which then only has to keep other programs away.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use orm_core::Error;
use orm_core::error::{DatabaseError, DatabaseErrorKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long SQLite, and the queue, wait for one writer.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The line of an engine's writers.
pub(super) struct WriteQueue {
    turns: Arc<Semaphore>,
    /// How many turns have ended: tells a line that moves from one that stands.
    ended: AtomicU64,
    in_memory: bool,
}

/// The right to write, until it is dropped.
pub(super) struct Turn {
    queue: Arc<WriteQueue>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.queue.ended.fetch_add(1, Ordering::Relaxed);
    }
}

impl WriteQueue {
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    pub fn new(in_memory: bool) -> Arc<Self> {
        Arc::new(WriteQueue { turns: Arc::new(Semaphore::new(1)), ended: AtomicU64::new(0), in_memory })
    }

    /// Waits in line, as long as it moves. Dropped midway, the place is given up.
    pub async fn wait(self: &Arc<Self>) -> Result<Turn, Error> {
        let mut permit = pin!(self.turns.clone().acquire_owned());
        loop {
            let ended = self.ended.load(Ordering::Relaxed);
            match tokio::time::timeout(BUSY_TIMEOUT, &mut permit).await {
                Ok(Ok(permit)) => return Ok(Turn { queue: self.clone(), _permit: permit }),
                Err(_) if self.ended.load(Ordering::Relaxed) != ended => {}
                // (The semaphore is never closed.)
                Err(_) | Ok(Err(_)) => return Err(stuck()),
            }
        }
    }

    /// A turn, if nobody has it.
    pub fn take(self: &Arc<Self>) -> Option<Turn> {
        let permit = self.turns.clone().try_acquire_owned().ok()?;
        Some(Turn { queue: self.clone(), _permit: permit })
    }

    /// Adds to the error of a lock what is special about a database in memory.
    pub fn explain(&self, error: Error) -> Error {
        match error {
            Error::Database(error) if self.in_memory && error.kind == DatabaseErrorKind::Concurrency => {
                let mut error = Arc::unwrap_or_clone(error);
                error.message.push_str(
                    "; this SQLite database is in memory, where a transaction that has read keeps others from committing, and one \
                     that has written keeps them from reading: commit or roll back sooner, or use a file",
                );
                error.into()
            }
            error => error,
        }
    }
}

/// As SQLite says it.
fn stuck() -> Error {
    let message = format!(
        "database is locked: another transaction of this engine has written, and not ended for {} seconds",
        BUSY_TIMEOUT.as_secs()
    );
    let mut error = DatabaseError::new(DatabaseErrorKind::Concurrency, message);
    error.code = Some("5".to_owned());
    error.into()
}
