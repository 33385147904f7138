//! Loading relationships: eagerly with a query ([`selectinload`]), or later and explicitly ([`Session::load`](crate::Session::load)).
//!
//! Either way one statement loads a relationship for many parents (`selectin`); nested options run level by level.

mod loader;
mod matching;
mod options;
mod selectin;

pub(crate) use loader::{EachFound, Loader};
pub use options::{HasEntity, Load, LoadOption, LoadOptions, selectinload};
pub(crate) use options::{LoadPath, load, run};
#[allow(deprecated)] // they say what to write instead
pub use options::{joinedload, subqueryload};
pub(crate) use selectin::referenced;
