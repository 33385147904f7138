//! DDL: the statements that create and drop what a [`MetaData`](crate::schema::MetaData) holds.
//!
//! ```text
//! plan.rs ──(all tables, in order)──> table.rs ──> column.rs      (types, defaults, computed columns, identity)
//!    │                                   └───────> constraint.rs  (CHECK, UNIQUE, foreign keys)
//!    └──> objects.rs (schemas, sequences, enumerations)   index.rs   comment.rs
//! ```

mod column;
mod comment;
mod constraint;
mod index;
mod objects;
mod plan;
mod table;

pub use plan::{create_all, drop_all};

use super::Compiler;
use crate::dialect::Dialect;
use crate::error::{Result, StatementError};
use crate::expr::TableRef;
use crate::schema::{NamingConvention, Table};
use crate::value::Value;

/// What the DDL of a table is written with.
#[derive(Clone, Copy)]
struct Context<'c> {
    table: &'c TableRef,
    dialect: &'c Dialect,
    naming: NamingConvention,
}

impl Context<'_> {
    /// Writes a statement about the table.
    fn statement(&self, write: impl FnOnce(&mut Compiler<'_>) -> Result<()>) -> Result<String> {
        ddl(self.dialect, |compiler| {
            compiler.scopes.push(vec![self.table.clone(), TableRef::from(Table::own())]);
            write(compiler)
        })
    }
}

/// Writes a statement that binds nothing.
fn ddl(dialect: &Dialect, write: impl FnOnce(&mut Compiler<'_>) -> Result<()>) -> Result<String> {
    let compiled = Compiler::write(dialect, |compiler| {
        compiler.literals = true;
        compiler.qualify = false;
        write(compiler)
    })?;
    // PostgreSQL would take its connection for broken.
    if compiled.sql.contains('\0') {
        return Err(
            StatementError::Schema(format!("this database takes no NUL in a definition: {}", compiled.sql)).into()
        );
    }
    Ok(compiled.sql.to_string())
}

/// Whether something that is for some dialects only, by name, is for this one.
fn is_for(only_on: &[std::borrow::Cow<'static, str>], dialect: &Dialect) -> bool {
    only_on.is_empty() || only_on.iter().any(|name| name.eq_ignore_ascii_case(dialect.name))
}

impl Compiler<'_> {
    /// Writes the name of a table, with its schema.
    pub(crate) fn table_name(&mut self, table: &Table) {
        self.qualified(table.schema.as_deref(), &table.name);
    }

    /// Writes a name in a schema.
    fn qualified(&mut self, schema: Option<&str>, name: &str) {
        let dialect = self.dialect;
        if let Some(schema) = dialect.schema_name(schema) {
            self.identifier(schema);
            self.push(".");
        }
        self.identifier(name);
    }

    /// Writes a text as a literal.
    fn literal(&mut self, text: &str) {
        self.dialect.literal(&Value::Text(text.to_owned()), &mut self.sql);
    }

    /// ` (a, b)`
    fn names<N: AsRef<str>>(&mut self, names: &[N]) -> Result<()> {
        self.push(" (");
        self.list(names, |this, name| {
            this.identifier(name.as_ref());
            Ok(())
        })?;
        self.push(")");
        Ok(())
    }
}
