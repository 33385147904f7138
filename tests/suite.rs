//! The suite. One module per topic; see `harness/` for how a test gets its database.

#[path = "suite/session.rs"]
mod session;
