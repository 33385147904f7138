//! The ORM: an engine, sessions and relationships over the statements of `orm-core`.

pub mod connection;
pub mod ddl;
mod driver;
pub mod engine;

pub use connection::{Connection, ExecResult, Execution, ScalarQuery};
pub use ddl::MetaDataExt;
pub use engine::{Engine, EngineBuilder, StatementEvent, create_engine};
pub use orm_core::{Error, Result};
