//! Statements: values that describe SQL, composed by plain method calls and compiled for a dialect when they are executed.

mod delete;
mod insert;
mod join;
mod select;
mod selectable;
mod text;
mod update;
mod update_many;

pub use delete::{Delete, DeleteCore, delete};
pub use insert::{Insert, InsertCore, IntoRow, insert};
pub(crate) use join::equate;
pub use join::{IntoJoin, Join, JoinOn, On};
pub use select::{Select, SelectCore, select};
pub use selectable::{SelectItem, Selectable, is_missing};
pub use text::{IntoValue, Text, TextClause, TextPart, TextQuery, text};
pub use update::{Update, UpdateCore, update};
pub use update_many::UpdateMany;

use crate::compile::Compiled;
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result};
use crate::row::RowReader;
use crate::schema::Table;

/// What executing a statement does to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Only reads.
    Read,
    /// Writes, or may write (raw SQL).
    Write,
}

/// Anything that can be executed.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm_core::dialect::Dialect;
/// use orm_core::statement::Statement;
///
/// let compiled = select(User::name).filter(User::id.eq(1)).compile(&Dialect::POSTGRES)?;
/// assert_eq!(compiled[0].sql, r#"SELECT "users"."name" FROM "users" WHERE "users"."id" = $1"#);
/// # Ok::<(), orm_core::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a statement",
    label = "not a statement",
    note = "statements are made by `select`, `insert`, `update`, `delete` and `text`; raw SQL needs `text(\"..\")`"
)]
pub trait Statement: Send + Sync {
    /// The SQL and its parameters: one statement, or several where the database's limits require it.
    ///
    /// # Errors
    /// When the statement makes no sense or the dialect does not support it.
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>>;

    /// Whether it can change anything.
    fn effect(&self) -> Effect;

    /// The table it is about, to explain errors.
    fn target(&self) -> Option<&Table> {
        None
    }
}

/// A statement that returns rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not return rows",
    label = "returns no rows",
    note = "`insert`, `update` and `delete` return rows with `.returning(..)`; without it, `.await` the execution itself"
)]
pub trait Query: Statement {
    /// What a row is decoded into.
    type Row: Send;

    /// Decodes one row.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn decode(&self, row: &dyn RowReader) -> Result<Self::Row, DecodeError>;

    /// Asks for at most `rows` rows, where the statement can say so.
    fn limit_rows(&mut self, _rows: u64) {}
}
