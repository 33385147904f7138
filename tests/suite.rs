//! The suite. One module per topic; see `harness/` for how a test gets its database.

#[path = "suite/core.rs"]
mod core;
#[path = "suite/design.rs"]
mod design;
#[path = "suite/elaborate.rs"]
mod elaborate;
#[path = "suite/models.rs"]
mod models;
#[path = "suite/rooms.rs"]
mod rooms;
#[path = "suite/session.rs"]
mod session;
