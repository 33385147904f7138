//! Core and what needs no session of its own. One module per topic; see `harness/` for how a test gets its database.
//!
//! The suite is three binaries, this, `session_suite.rs` and `types_suite.rs`: one would need the memory of all to be compiled.

#[path = "suite/core.rs"]
mod core;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/design.rs"]
mod design;
#[path = "suite/elaborate.rs"]
mod elaborate;
#[path = "suite/models.rs"]
mod models;
#[path = "suite/rooms.rs"]
mod rooms;
