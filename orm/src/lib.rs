//! A declarative ORM for Rust whose [`Session`] is a real unit of work.

pub mod connection;
pub mod containers;
pub mod ddl;
mod driver;
pub mod engine;
pub mod guide;
pub mod instance;
pub mod loading;
mod model;
pub mod prelude;
pub mod session;

pub use connection::{Connection, ExecResult, Execution, ScalarQuery};
pub use containers::{BelongsTo, HasMany, HasOne, Members};
pub use ddl::MetaDataExt;
pub use engine::{Engine, EngineBuilder, StatementEvent, create_engine};
pub use instance::{Instance, IntoInstance, Lifecycle};
pub use loading::{Load, LoadOptions, selectinload};
pub use model::Model;
pub use orm_core as core;
pub use orm_core::{Error, Result};
pub use orm_derive::Model;
pub use session::Session;

/// The tables of some models, to be created and dropped together.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// pub struct Tag {
///     #[column(primary_key)]
///     pub id: i64,
/// }
///
/// let metadata = metadata![Tag];
/// assert_eq!(metadata.tables()[0].name, "tags");
/// ```
#[macro_export]
macro_rules! metadata {
    ($($model:ty),* $(,)?) => {
        $crate::core::schema::MetaData::new([$(<$model as $crate::core::Mapped>::table()),*])
    };
}

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
