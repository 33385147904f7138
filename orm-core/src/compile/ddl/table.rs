//! CREATE TABLE, and foreign keys that are added and dropped later.

use super::Context;
use crate::compile::Compiler;
use crate::dialect::{Comments, EnumTypes};
use crate::error::Result;
use crate::schema::{ForeignKey, Table, UniqueConstraint};

/// CREATE TABLE with these foreign keys.
pub(super) fn create(context: Context<'_>, foreign_keys: &[&ForeignKey]) -> Result<String> {
    context.statement(|compiler| compiler.create_table(context, foreign_keys))
}

/// ALTER TABLE .. ADD CONSTRAINT .. FOREIGN KEY.
pub(super) fn add_foreign_key(context: Context<'_>, key: &ForeignKey) -> Result<String> {
    context.statement(|compiler| {
        compiler.push("ALTER TABLE ");
        compiler.table_name(context.table);
        compiler.push(" ADD ");
        compiler.foreign_key(context, key)
    })
}

/// ALTER TABLE .. DROP CONSTRAINT.
pub(super) fn drop_foreign_key(context: Context<'_>, key: &ForeignKey) -> Result<String> {
    context.statement(|compiler| {
        compiler.push("ALTER TABLE ");
        compiler.table_name(context.table);
        compiler.push(context.dialect.capabilities.ddl.drop_foreign_key);
        compiler.identifier(&context.naming.foreign_key_of(context.table, key));
        Ok(())
    })
}

impl Compiler<'_> {
    fn create_table(&mut self, context: Context<'_>, foreign_keys: &[&ForeignKey]) -> Result<()> {
        let Context { table, naming, .. } = context;
        let capabilities = &context.dialect.capabilities;
        let autoincrement = table.autoincrement();
        let inline_key = autoincrement.is_some() && capabilities.autoincrement_is_inline_key;
        if inline_key && !autoincrement.is_some_and(|index| table.primary_key().contains(&index)) {
            return Err(self.unsupported("a numbered column that is not the primary key"));
        }
        self.push("CREATE TABLE ");
        self.table_name(table);
        self.push(" (");
        for (index, column) in table.columns.iter().enumerate() {
            self.push(if index == 0 { "\n  " } else { ",\n  " });
            self.column_definition(table, column, autoincrement == Some(index))?;
        }
        if !table.primary_key().is_empty() && !inline_key {
            self.constraint(&naming.primary_key_of(table));
            self.push(" PRIMARY KEY");
            self.names(&table.primary_key_names())?;
        }
        if inline_key && table.primary_key().len() > 1 {
            // What references the whole key needs it to be one.
            let key = UniqueConstraint::new(table.primary_key_columns());
            self.unique(&naming.primary_key_of(table), &key)?;
        }
        if let Some(index) = autoincrement.filter(|&index| self.needs_key(table, index)) {
            let unique = UniqueConstraint::new([table.columns[index].name.clone()]);
            self.unique(&naming.unique_of(table, &unique), &unique)?;
        }
        for unique in &table.uniques {
            self.unique(&naming.unique_of(table, unique), unique)?;
        }
        self.checks(context)?;
        for key in foreign_keys {
            self.push(",\n  ");
            self.foreign_key(context, key)?;
        }
        self.push("\n)");
        self.push(capabilities.table_suffix);
        if let Some(start) = self.identity_table_option(table)? {
            self.push(&format!(" AUTO_INCREMENT={start}"));
        }
        if let Some(comment) = table.comment.as_deref().filter(|_| capabilities.ddl.comments == Comments::Inline) {
            self.push(" COMMENT=");
            self.literal(comment);
        }
        Ok(())
    }

    /// The CHECK constraints; those of enumerations only where these are not types.
    fn checks(&mut self, context: Context<'_>) -> Result<()> {
        let Context { table, dialect, naming } = context;
        let mut names = naming.checks_of(table).into_iter();
        for check in &table.checks {
            self.check(&names.next().unwrap_or_default(), check)?;
        }
        let types = dialect.capabilities.ddl.enum_types != EnumTypes::Check;
        for ((column, check), name) in table.enum_checks().zip(names) {
            if !(types && column.ty.is_native_enum()) {
                self.check(&name, &check)?;
            }
        }
        Ok(())
    }

    /// Whether the column that the database numbers needs a key of its own.
    fn needs_key(&self, table: &Table, index: usize) -> bool {
        self.dialect.capabilities.autoincrement_is_key
            && table.primary_key().first() != Some(&index)
            && !table.uniques.iter().any(|unique| unique.columns.first() == Some(&table.columns[index].name))
    }
}
