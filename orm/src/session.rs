//! [`Session`]: the typed face of the unit of work (`unit_of_work`), one verb a file.
//!
//! What is here is generic over models, statements and their rows, and thin: it gives types to what is compiled once there.

mod add;
mod binds;
mod ddl;
mod delete;
mod events;
mod execution;
mod expire;
mod expunge;
mod get;
mod load;
mod merge;
mod query;
mod refresh;
mod stand_ins;
mod stream;
mod tracked;
mod transient;
mod validate;
mod views;

pub use add::AddAll;
pub use execution::{ScalarsStatement, SessionExecution, TrackedQuery};
pub use get::Get;
pub use load::Loading;
pub use merge::{Merge, MergeAll};
pub use query::SessionQuery;
pub use tracked::Tracked;

pub use crate::instance::SessionShared;
pub use crate::unit_of_work::{
    Current, Flushed, IdentityMap, Nested, Refresh, Session, Synchronize, Tracker, View, Within,
};
