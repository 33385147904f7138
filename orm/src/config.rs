//! What an engine is told: its URL and its options, plain values that the engine and the drivers read.

mod event;
mod options;
mod url;

pub use event::StatementEvent;
pub(crate) use options::EngineOptions;
pub(crate) use url::{Backend, DatabaseUrl};
