//! The Session.

mod identity;
mod shared;

pub use identity::IdentityMap;
pub use shared::SessionShared;
