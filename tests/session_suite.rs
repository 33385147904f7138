//! The session. One module per topic; see `harness/` for how a test gets its database.

#[path = "suite/models.rs"]
mod models;
#[path = "suite/session.rs"]
mod session;
