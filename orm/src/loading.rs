//! Loading relationships: eagerly with a query ([`selectinload`]), or later and explicitly ([`Session::load`](crate::Session::load)).
//!
//! Either way one statement loads a relationship for many parents (`selectin`); nested options run level by level.

mod lazy;
mod options;
mod selectin;

use std::future::Future;
use std::pin::Pin;

pub use options::{HasEntity, Load, LoadOption, LoadOptions, selectinload};
pub(crate) use options::{LoadPath, load, run};
pub(crate) use selectin::{referenced, selectin};

/// A future on the heap: loaders call the session, which calls loaders.
#[doc(hidden)]
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;
