//! CHECK, UNIQUE and FOREIGN KEY constraints.

use super::Context;
use crate::compile::Compiler;
use crate::error::Result;
use crate::schema::{CheckConstraint, ForeignKey, MatchType, ReferentialAction, Table, UniqueConstraint};

impl Compiler<'_> {
    /// Begins a constraint of a table.
    pub(super) fn constraint(&mut self, name: &str) {
        self.push(",\n  CONSTRAINT ");
        self.identifier(name);
    }

    pub(super) fn check(&mut self, name: &str, check: &CheckConstraint) -> Result<()> {
        self.constraint(name);
        self.push(" CHECK (");
        self.check_condition(&check.condition.make())?;
        self.push(")");
        Ok(())
    }

    pub(super) fn unique(&mut self, name: &str, unique: &UniqueConstraint) -> Result<()> {
        let can = &self.dialect.capabilities.ddl;
        if unique.nulls_not_distinct && !can.nulls_not_distinct {
            return Err(self.unsupported("UNIQUE NULLS NOT DISTINCT"));
        }
        if unique.deferrable.is_some() && !can.deferrable_unique {
            return Err(self.unsupported("a DEFERRABLE unique constraint"));
        }
        self.constraint(name);
        self.push(if unique.nulls_not_distinct { " UNIQUE NULLS NOT DISTINCT" } else { " UNIQUE" });
        self.names(&unique.columns)?;
        if let Some(deferrable) = unique.deferrable {
            self.push(" ");
            self.push(deferrable.sql());
        }
        Ok(())
    }

    pub(super) fn foreign_key(&mut self, context: Context<'_>, key: &ForeignKey) -> Result<()> {
        let can = &self.dialect.capabilities.ddl;
        if key.deferrable.is_some() && !can.deferrable {
            return Err(self.unsupported("a DEFERRABLE foreign key"));
        }
        if key.match_type == MatchType::Full && !can.match_full {
            return Err(self.unsupported("MATCH FULL in a foreign key"));
        }
        self.push("CONSTRAINT ");
        self.identifier(&context.naming.foreign_key_of(context.table, key));
        self.push(" FOREIGN KEY");
        self.names(&key.columns)?;
        self.push(" REFERENCES ");
        self.referenced_table(context, key)?;
        self.names(&key.target_columns)?;
        if key.match_type == MatchType::Full {
            self.push(" MATCH FULL");
        }
        self.action(" ON DELETE ", key.on_delete)?;
        if key.on_delete == Some(ReferentialAction::SetNull) {
            self.columns_set_null(context.table, key)?;
        }
        self.action(" ON UPDATE ", key.on_update)?;
        if let Some(deferrable) = key.deferrable {
            self.push(" ");
            self.push(deferrable.sql());
        }
        Ok(())
    }

    /// The name of the referenced table.
    fn referenced_table(&mut self, context: Context<'_>, key: &ForeignKey) -> Result<()> {
        let dialect = context.dialect;
        let can = &dialect.capabilities.ddl;
        let own = dialect.schema_name(context.table.schema.as_deref());
        let schema = dialect.schema_name(key.target_schema.as_deref());
        if schema == own && can.foreign_keys_stay_in_schema {
            self.identifier(&key.target);
            return Ok(());
        }
        if schema != own && !can.foreign_keys_across_schemas {
            return Err(self.unsupported("a foreign key to a table in another schema"));
        }
        let named = if can.foreign_keys_stay_in_schema { schema.or(dialect.default_schema.as_deref()) } else { schema };
        if named.is_none() && own.is_some() && can.foreign_keys_stay_in_schema {
            return Err(
                self.unsupported("a foreign key to a table in the connection's schema, whose name is not known")
            );
        }
        if let Some(schema) = named {
            self.identifier(schema);
            self.push(".");
        }
        self.identifier(&key.target);
        Ok(())
    }

    /// Which columns SET NULL is about, where some of the key cannot be NULL.
    fn columns_set_null(&mut self, table: &Table, key: &ForeignKey) -> Result<()> {
        let column = |name: &str| table.column_index(name).and_then(|index| table.columns.get(index));
        let can_be_null = |name: &&str| column(name).is_none_or(|column| column.nullable && !column.primary_key);
        let nullable: Vec<&str> = key.columns.iter().map(|name| &**name).filter(can_be_null).collect();
        if nullable.len() == key.columns.len() {
            return Ok(());
        }
        if nullable.is_empty() || !self.dialect.capabilities.ddl.set_null_columns {
            return Err(self.unsupported(&format!(
                "ON DELETE SET NULL of the foreign key ({}) of `{}`, in which not every column can be NULL (leave `on_delete` out: \
                 the session sets those to NULL that can be)",
                key.columns.join(", "),
                table.model,
            )));
        }
        self.push(" ");
        self.names(&nullable)
    }

    fn action(&mut self, event: &str, action: Option<ReferentialAction>) -> Result<()> {
        let Some(action) = action else { return Ok(()) };
        if action == ReferentialAction::SetDefault && !self.dialect.capabilities.ddl.set_default {
            return Err(self.unsupported("SET DEFAULT as the action of a foreign key"));
        }
        self.push(event);
        self.push(action.sql());
        Ok(())
    }
}
