//! The behaviours of a unit of work, case by case. The number in a test's name is the case's number in the project's list, which
//! follows SQLAlchemy's own tests; where this project means to behave differently, the test says so in one line.
//!
//! - `ordering`: what a flush writes, and in which order (cases 1 to 19)
//! - `relationships`: persistence along relationships, cascades, orphans (21 to 35)
//! - `sync`: both sides of a relationship in memory (36 to 40)
//! - `collisions`: one row takes over what another gives up (32, 35)
//! - `states`: states, rollback, merge (42 to 48)
//! - `events`: the order of events (46)
//! - `versions`: rows that somebody else changed (49, 50)

#[path = "cases/collisions.rs"]
mod collisions;
#[path = "cases/events.rs"]
mod events;
#[path = "cases/fixture.rs"]
pub mod fixture;
#[path = "cases/ordering.rs"]
mod ordering;
#[path = "cases/relationships.rs"]
mod relationships;
#[path = "cases/states.rs"]
mod states;
#[path = "cases/sync.rs"]
mod sync;
#[path = "cases/versions.rs"]
mod versions;
