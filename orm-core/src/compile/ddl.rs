//! CREATE TABLE and DROP TABLE.

use std::borrow::Cow;

use super::Compiler;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::expr::Node;
use crate::schema::{ColumnDef, ForeignKey, NamingConvention, Table, UniqueConstraint};
use crate::value::Value;

/// The statements that create a table and its indexes. Foreign keys to the tables in `later`, which do not exist yet,
/// are left out of CREATE TABLE where the dialect needs that, and come as the second list, to be run once all tables exist.
///
/// # Errors
/// When a default cannot be rendered.
pub fn create_table(table: &Table, dialect: &Dialect, later: &[&str]) -> Result<(Vec<String>, Vec<String>)> {
    let postponed = |key: &&ForeignKey| later.contains(&&*key.target) && !dialect.capabilities.forward_references;
    let (after, inline): (Vec<&ForeignKey>, Vec<&ForeignKey>) = table.foreign_keys.iter().partition(postponed);
    let mut statements = vec![ddl(dialect, |compiler| compiler.create_table(table, &inline))?];
    for index in &table.indexes {
        statements.push(ddl(dialect, |compiler| {
            compiler.push(if index.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
            compiler.identifier(&NamingConvention.index(table, index));
            compiler.push(" ON ");
            compiler.identifier(&table.name);
            compiler.names(&index.columns)
        })?);
    }
    let constraints = after.into_iter().map(|key| {
        ddl(dialect, |compiler| {
            compiler.push("ALTER TABLE ");
            compiler.identifier(&table.name);
            compiler.push(" ADD ");
            compiler.foreign_key(table, key)
        })
    });
    Ok((statements, constraints.collect::<Result<_>>()?))
}

/// The statements that drop a table: first its foreign keys to tables in `earlier`, which are dropped before it, then itself.
pub fn drop_table(table: &Table, dialect: &Dialect, cyclic: &[&str]) -> Result<(Vec<String>, String)> {
    let keys = table
        .foreign_keys
        .iter()
        .filter(|key| cyclic.contains(&&*key.target) && dialect.capabilities.alter_add_constraint);
    let constraints = keys.map(|key| {
        ddl(dialect, |compiler| {
            compiler.push("ALTER TABLE ");
            compiler.identifier(&table.name);
            compiler.push(if dialect.capabilities.array_params { " DROP CONSTRAINT " } else { " DROP FOREIGN KEY " });
            compiler.identifier(&NamingConvention.foreign_key(table, key));
            Ok(())
        })
    });
    let constraints = constraints.collect::<Result<_>>()?;
    let drop = ddl(dialect, |compiler| {
        compiler.push("DROP TABLE ");
        compiler.identifier(&table.name);
        Ok(())
    })?;
    Ok((constraints, drop))
}

fn ddl(dialect: &Dialect, write: impl FnOnce(&mut Compiler<'_>) -> Result<()>) -> Result<String> {
    let compiled = Compiler::write(dialect, |compiler| {
        compiler.literals = true;
        compiler.qualify = false;
        write(compiler)
    })?;
    Ok(compiled.sql.to_string())
}

impl Compiler<'_> {
    fn create_table(&mut self, table: &Table, foreign_keys: &[&ForeignKey]) -> Result<()> {
        let naming = NamingConvention;
        let autoincrement = table.autoincrement();
        let inline_key = autoincrement.is_some() && self.dialect.capabilities.autoincrement_is_inline_key;
        self.push("CREATE TABLE ");
        self.identifier(&table.name);
        self.push(" (");
        for (index, column) in table.columns.iter().enumerate() {
            self.push(if index == 0 { "\n  " } else { ",\n  " });
            self.column_definition(table, column, autoincrement == Some(index))?;
        }
        if !table.primary_key().is_empty() && !inline_key {
            self.push(",\n  CONSTRAINT ");
            self.identifier(&naming.primary_key(table));
            self.push(" PRIMARY KEY");
            self.names(&table.primary_key_names())?;
        }
        if inline_key && table.primary_key().len() > 1 {
            // What references the whole key needs it to be one.
            self.unique(&naming.primary_key(table), &table.primary_key_names())?;
        }
        if let Some(index) = autoincrement.filter(|&index| self.needs_key(table, index)) {
            let unique = UniqueConstraint::new([table.columns[index].name.clone()]);
            self.unique(&naming.unique(table, &unique), &unique.columns)?;
        }
        for unique in &table.uniques {
            self.unique(&naming.unique(table, unique), &unique.columns)?;
        }
        for key in foreign_keys {
            self.push(",\n  ");
            self.foreign_key(table, key)?;
        }
        self.push("\n)");
        self.push(self.dialect.capabilities.table_suffix);
        Ok(())
    }

    fn unique<N: AsRef<str>>(&mut self, name: &str, columns: &[N]) -> Result<()> {
        self.push(",\n  CONSTRAINT ");
        self.identifier(name);
        self.push(" UNIQUE");
        self.names(columns)
    }

    /// Whether the column that the database numbers needs a key of its own.
    fn needs_key(&self, table: &Table, index: usize) -> bool {
        self.dialect.capabilities.autoincrement_is_key
            && table.primary_key().first() != Some(&index)
            && !table.uniques.iter().any(|unique| unique.columns.first() == Some(&table.columns[index].name))
    }

    fn column_definition(&mut self, table: &Table, column: &ColumnDef, autoincrement: bool) -> Result<()> {
        self.identifier(&column.name);
        self.push(" ");
        let ty = (self.dialect.column_type)(column.ty, in_key(table, column));
        self.push(&ty);
        if autoincrement && self.dialect.capabilities.autoincrement_is_inline_key {
            self.push(" NOT NULL PRIMARY KEY");
            return Ok(());
        }
        if !column.nullable {
            self.push(" NOT NULL");
        }
        if let Some(default) = &column.server_default {
            self.push(" DEFAULT ");
            self.server_default(&default.node())?;
        }
        if autoincrement {
            self.push(self.dialect.capabilities.autoincrement);
        }
        Ok(())
    }

    fn server_default(&mut self, default: &Node) -> Result<()> {
        let plain = matches!(default, Node::Value(_) | Node::Now) || !self.dialect.capabilities.default_in_parentheses;
        if plain {
            return self.node(default);
        }
        self.push("(");
        self.node(default)?;
        self.push(")");
        Ok(())
    }

    fn foreign_key(&mut self, table: &Table, key: &ForeignKey) -> Result<()> {
        self.push("CONSTRAINT ");
        self.identifier(&NamingConvention.foreign_key(table, key));
        self.push(" FOREIGN KEY");
        self.names(&key.columns)?;
        self.push(" REFERENCES ");
        self.identifier(&key.target);
        self.names(&key.target_columns)?;
        if let Some(action) = key.on_delete {
            self.push(" ON DELETE ");
            self.push(action.sql());
        }
        if let Some(action) = key.on_update {
            self.push(" ON UPDATE ");
            self.push(action.sql());
        }
        Ok(())
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

/// Whether a key or index needs the column: some databases limit the types that can be in one.
fn in_key(table: &Table, column: &ColumnDef) -> bool {
    let has = |columns: &[Cow<'static, str>]| columns.contains(&column.name);
    column.primary_key
        || table.uniques.iter().any(|unique| has(&unique.columns))
        || table.indexes.iter().any(|index| has(&index.columns))
        || table.foreign_keys.iter().any(|key| has(&key.columns))
        // A default of LONGTEXT is refused by MySQL.
        || column.server_default.as_ref().is_some_and(|default| matches!(default.node(), Node::Value(Value::Text(_))))
}
