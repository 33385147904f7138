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
    pub(crate) listeners: Vec<Listener>,
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
            listeners: Vec::new(),
        }
    }
}
