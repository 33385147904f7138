//! The Core layer of `orm`: schema metadata, typed expressions, statements and dialects. It does no I/O.
//!
//! Programs use it through the `orm` crate, which re-exports it as `orm::core`, executes its statements, and has the guide. What is here
//! can be used without a database:
//!
//! ```
//! use orm::prelude::*;
//! use orm_core::dialect::Dialect;
//! use orm_core::statement::Statement;
//!
//! #[derive(Model)]
//! #[model(table = "users")]
//! pub struct User {
//!     #[column(primary_key)]
//!     pub id: i64,
//!     pub name: String,
//! }
//!
//! let statement = select(User::id).filter(User::name.starts_with("A")).limit(10);
//! let compiled = statement.compile(&Dialect::POSTGRES)?;
//! assert_eq!(
//!     compiled[0].to_string(),
//!     r#"SELECT "users"."id" FROM "users" WHERE "users"."name" LIKE $1 ESCAPE '/' LIMIT $2 -- 'A%', 10"#,
//! );
//! # Ok::<(), orm_core::Error>(())
//! ```
//!
//! # How it hangs together
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
