//! What a test's thread logs.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;
use tracing_subscriber::util::SubscriberInitExt;

/// What was logged with `tracing`.
#[derive(Clone, Default)]
pub struct CapturedLog(Arc<Mutex<Vec<u8>>>);

impl Write for CapturedLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl CapturedLog {
    /// Collects what this thread logs while the guard lives.
    pub fn collect() -> (Self, impl Drop) {
        listen_on_every_thread();
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(move || writer.clone());
        (log, subscriber.finish().set_default())
    }

    /// The lines so far.
    pub fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
    }
}

/// Makes `tracing` ask every subscriber whether it is interested in an event.
///
/// While there is only one, `tracing` asks the thread that comes to the event first instead. If nobody listens on that thread,
/// the event is off for all others too. A subscriber that wants nothing and stays makes the test's own the second.
pub(crate) fn listen_on_every_thread() {
    static NOBODY: OnceLock<Dispatch> = OnceLock::new();
    NOBODY.get_or_init(|| Dispatch::new(NoSubscriber::new()));
}
