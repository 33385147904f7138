//! Cases 42 to 48: states, rollback, savepoints, merge.

#[path = "states/lifecycle.rs"]
mod lifecycle;
#[path = "states/merge.rs"]
mod merge;
#[path = "states/rollback.rs"]
mod rollback;
