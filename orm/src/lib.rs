//! A declarative ORM for Rust whose [`Session`] is a real unit of work.

pub mod containers;
pub mod instance;
mod model;
pub mod session;

pub use containers::{BelongsTo, HasMany, HasOne, Members};
pub use instance::{Instance, IntoInstance, Lifecycle};
pub use model::Model;
pub use orm_derive::Model;
pub use orm_core as core;

/// What `#[derive(Model)]` expands to uses these paths and no others.
#[doc(hidden)]
pub mod __private {
    pub use std::assert;
    pub use std::clone::Clone;
    pub use std::default::Default;
    pub use std::iter::IntoIterator;
    pub use std::option::Option::{self, None, Some};
    pub use std::result::Result::{self, Err, Ok};
    pub use std::sync::LazyLock;

    pub use orm_core::error::DecodeError;
    pub use orm_core::expr::{Column, IntoOrderBy, OrderBy};
    pub use orm_core::model::*;
    pub use orm_core::relationship::*;
    pub use orm_core::row::RowReader;
    pub use orm_core::schema::*;
    pub use orm_core::types::SqlType;

    pub use crate::containers::{BelongsTo, Container, HasMany, HasOne};
    pub use crate::instance::IntoInstance;
    pub use crate::model::Model;
}
