//! The Core layer: schema metadata, typed expressions, statements and dialects. It does no I/O.
//!
//! ```text
//! #[derive(Model)] ──> Mapped + Table (schema/, model/, relationship/)
//!                         │
//! User::email.eq("x") ──> Expr<bool> over an untyped Node (expr/)
//!                         │
//! select(User)… ────────> Select<Q>, Insert, Update, Delete, text() (statement/)
//!                         │  compile/ + dialect/
//!                         ▼
//!                  Compiled { sql, params }  ──(the `orm` crate executes)──>  RowReader ──> Q::Row
//! ```
//!
//! Values are always bound, identifiers are always quoted by the [`Dialect`](dialect::Dialect);
//! raw SQL enters only through [`text()`](statement::text).

mod tuples;

pub mod compile;
pub mod dialect;
pub mod error;
pub mod expr;
pub mod model;
pub mod relationship;
pub mod row;
pub mod schema;
pub mod statement;
pub mod types;
pub mod value;

pub use error::{Error, Result};
pub use expr::{Column, Expr, IntoExpr, func};
pub use model::{Columns, Entity, Mapped};
pub use relationship::Relationship;
pub use types::SqlType;
pub use value::Value;
