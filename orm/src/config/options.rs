//! [`EngineOptions`]: what an engine was told, as plain values.

use std::sync::Arc;
use std::time::Duration;

use super::StatementEvent;

pub(crate) type Listener = Arc<dyn Fn(&StatementEvent<'_>) + Send + Sync>;

/// The options.
pub(crate) struct EngineOptions {
    pub echo: bool,
    pub hide_parameters: bool,
    pub pool_size: u32,
    pub max_overflow: u32,
    pub pool_timeout: Duration,
    pub pool_recycle: Option<Duration>,
    pub pool_pre_ping: bool,
    pub statement_cache: usize,
    pub begin_immediate: bool,
    pub(crate) listeners: Vec<Listener>,
}

/// More connections than any server takes. The pool keeps room for each.
const MOST_CONNECTIONS: u32 = 65_536;
/// Longer than anybody waits, and no time beyond what a clock can tell.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

impl EngineOptions {
    /// How many connections there may be at a time.
    pub fn most_connections(&self) -> u32 {
        self.pool_size.saturating_add(self.max_overflow).clamp(1, MOST_CONNECTIONS)
    }

    /// How long to wait for a connection.
    pub fn longest_wait(&self) -> Duration {
        self.pool_timeout.min(LONGEST_WAIT)
    }
}

impl Default for EngineOptions {
    fn default() -> Self {
        EngineOptions {
            echo: false,
            hide_parameters: false,
            pool_size: 5,
            max_overflow: 10,
            pool_timeout: Duration::from_secs(30),
            pool_recycle: None,
            pool_pre_ping: false,
            statement_cache: 500,
            begin_immediate: false,
            listeners: Vec::new(),
        }
    }
}
