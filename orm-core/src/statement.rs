//! Statements: values that describe SQL, composed by plain method calls and compiled for a dialect when they are executed.
//!
//! ```text
//! select / insert / update / delete / text ──> a typed statement: Select<Q>, Insert<M, R>, …
//!                                               │ `core()`, the same without Rust types
//!                                               ▼
//!                       StatementRef ──> compile/      (QueryCore where one stands within another)
//! ```

mod compound;
mod conflict;
mod delete;
mod display;
mod from_clause;
mod hint;
mod insert;
mod join;
mod lock;
mod query;
mod row_count;
mod rows;
mod runtime;
mod select;
mod selectable;
mod text;
mod update;
mod update_many;
mod update_rows;
mod values;
mod writes;
mod written;

pub(crate) use compound::selected_column;
pub use compound::{Compound, CompoundCore, IntoQuery, SetOp};
pub use conflict::{
    ColumnsOf, ConflictTarget, ConstraintNamed, OnConflict, OnConflictCore, UniqueWhere, UpsertKey, constraint,
    excluded, unique_where,
};
pub use delete::{Delete, DeleteCore, delete};
pub use from_clause::FromClause;
pub(crate) use from_clause::{column_named, cte_of, derive_from, describe, describe_items};
pub use hint::{Hint, HintPlace};
pub use insert::{Insert, InsertCore, InsertSource, IntoRow, NewRow, insert};
pub use join::equate;
pub(crate) use join::{Along, along};
pub use join::{IntoJoin, Join, JoinKind, JoinOn, Joined, On};
pub use lock::{Lock, LockStrength, LockWait};
pub use query::{QueryCore, StatementRef};
pub use row_count::RowCount;
pub use rows::{RowsOf, Same};
pub use runtime::{AllColumns, Untyped};
pub use select::{Correlation, Select, SelectCore, select};
#[cfg(feature = "chrono")]
pub(crate) use selectable::column_at;
pub(crate) use selectable::decode_model;
pub use selectable::{SelectItem, Selectable, Selected, is_missing};
pub use text::{IntoValue, Text, TextClause, TextColumns, TextQuery, text};
pub use update::{Update, UpdateCore, update};
pub use update_many::UpdateMany;
pub use update_rows::{SetTo, UpdateRows, update_rows};
pub use values::{ValuesRow, table_function, values};
pub use written::Written;

use crate::compile::{Compiled, Compiler};
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
/// let statement = select(User::name).filter(User::id.eq(1));
/// let compiled = statement.compile(&Dialect::POSTGRES)?;
/// assert_eq!(&*compiled[0].sql, r#"SELECT "users"."name" FROM "users" WHERE "users"."id" = $1"#);
/// assert_eq!(statement.to_sql(&Dialect::MYSQL)?, "SELECT `users`.`name` FROM `users` WHERE `users`.`id` = 1");
/// # Ok::<(), orm_core::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a statement",
    label = "not a statement",
    note = "statements are made by `select`, `insert`, `update`, `delete` and `text`; raw SQL needs `text(\"..\")`"
)]
pub trait Statement: Send + Sync {
    /// The statement without Rust types; `None` if it can be several.
    fn core(&self) -> Option<StatementRef<'_>>;

    /// The SQL and its parameters: one statement, or several where the database's limits require it.
    ///
    /// # Errors
    /// When the statement makes no sense or the dialect does not support it.
    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        compile_core(self.core(), dialect)
    }

    /// The SQL with its values written as literals: to be read or to be run elsewhere, never to be executed from here.
    ///
    /// # Errors
    /// As [`compile`](Self::compile), and when a value has no literal.
    fn to_sql(&self, dialect: &Dialect) -> Result<String> {
        literal_sql(self.core(), &|| self.compile(dialect), dialect)
    }

    /// Whether it can change anything.
    fn effect(&self) -> Effect;

    /// The table it is about, to explain errors.
    fn target(&self) -> Option<&Table> {
        None
    }

    /// What it changes, for those who have rows in memory.
    #[doc(hidden)]
    fn written(&self) -> Written<'_> {
        written::written(self.core(), self.effect())
    }
}

fn compile_core(core: Option<StatementRef<'_>>, dialect: &Dialect) -> Result<Vec<Compiled>> {
    core.map_or_else(|| Ok(Vec::new()), |core| Ok(vec![Compiler::run(dialect, core)?]))
}

fn literal_sql(
    core: Option<StatementRef<'_>>,
    compile: &dyn Fn() -> Result<Vec<Compiled>>,
    dialect: &Dialect,
) -> Result<String> {
    match core {
        Some(core) => Compiler::literal_sql(dialect, core),
        None => Ok(compile()?.iter().map(ToString::to_string).collect::<Vec<_>>().join(";\n")),
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
