//! CREATE INDEX.

use super::{Context, is_for};
use crate::compile::Compiler;
use crate::dialect::IndexMethods;
use crate::error::{Result, StatementError};
use crate::expr::{Node, OrderBy};
use crate::schema::Index;

/// The statements that create the indexes of a table which are for the dialect.
pub(super) fn create(context: Context<'_>) -> Result<Vec<String>> {
    let indexes = context.table.indexes.iter().filter(|index| is_for(&index.only_on, context.dialect));
    indexes.map(|index| context.statement(|compiler| compiler.create_index(context, index))).collect()
}

impl Compiler<'_> {
    fn create_index(&mut self, context: Context<'_>, index: &Index) -> Result<()> {
        let Context { table, dialect, naming } = context;
        let can = dialect.capabilities.ddl;
        if index.on.is_some() && index.name.is_none() {
            let message = format!("an index of `{}` on expressions needs a name", table.model);
            return Err(StatementError::Schema(message).into());
        }
        let (kind, using) = self.index_method(index)?;
        self.push(if index.unique { "CREATE UNIQUE " } else { "CREATE " });
        self.push(kind);
        self.push("INDEX ");
        let name = naming.index_of(table, index);
        if can.index_in_schema {
            self.qualified(table.schema.as_deref(), &name);
        } else {
            self.identifier(&name);
        }
        let method_last = can.index_methods == IndexMethods::Any;
        if !method_last {
            self.index_using(using);
        }
        self.push(" ON ");
        if can.index_in_schema {
            self.identifier(&table.name);
        } else {
            self.table_name(table);
        }
        if method_last {
            self.index_using(using);
        }
        self.index_elements(index)?;
        self.index_rest(index)
    }

    /// The kind of index and its method.
    fn index_method<'i>(&self, index: &'i Index) -> Result<(&'static str, Option<&'i str>)> {
        let Some(method) = index.using.as_deref() else { return Ok(("", None)) };
        match self.dialect.capabilities.ddl.index_methods {
            IndexMethods::Any => Ok(("", Some(method))),
            IndexMethods::Named { using, .. } if using.iter().any(|known| known.eq_ignore_ascii_case(method)) => {
                Ok(("", Some(method)))
            }
            IndexMethods::Named { kinds, .. }
                if kinds.contains(&"fulltext") && method.eq_ignore_ascii_case("fulltext") =>
            {
                Ok(("FULLTEXT ", None))
            }
            IndexMethods::Named { kinds, .. }
                if kinds.contains(&"spatial") && method.eq_ignore_ascii_case("spatial") =>
            {
                Ok(("SPATIAL ", None))
            }
            IndexMethods::Named { .. } | IndexMethods::None => {
                Err(self.unsupported(&format!("the index method `{method}`")))
            }
        }
    }

    fn index_using(&mut self, method: Option<&str>) {
        let Some(method) = method else { return };
        self.push(" USING ");
        match self.dialect.capabilities.ddl.index_methods {
            IndexMethods::Any => self.identifier(method),
            // One of a few words, which are no identifiers.
            _ => self.push(method),
        }
    }

    fn index_elements(&mut self, index: &Index) -> Result<()> {
        let opclass = index.opclass.as_deref();
        if opclass.is_some() && !self.dialect.capabilities.ddl.index_opclass {
            return Err(self.unsupported("operator classes in indexes"));
        }
        self.push(" (");
        match &index.on {
            None => self.list(&index.columns, |this, column| {
                this.identifier(column);
                this.index_opclass(opclass);
                Ok(())
            })?,
            Some(on) => self.list(on.make(), |this, OrderBy { node, descending, .. }| {
                if matches!(node, Node::ColumnRef(_)) {
                    this.node(&node)?;
                } else if this.dialect.capabilities.ddl.index_expressions {
                    this.push("(");
                    this.node(&node)?;
                    this.push(")");
                } else {
                    return Err(this.unsupported("indexes of expressions"));
                }
                this.index_opclass(opclass);
                this.push(if descending { " DESC" } else { "" });
                Ok(())
            })?,
        }
        self.push(")");
        Ok(())
    }

    fn index_opclass(&mut self, opclass: Option<&str>) {
        if let Some(opclass) = opclass {
            self.push(" ");
            self.identifier(opclass);
        }
    }

    fn index_rest(&mut self, index: &Index) -> Result<()> {
        let can = &self.dialect.capabilities.ddl;
        if !index.include.is_empty() {
            if !can.index_include {
                return Err(self.unsupported("INCLUDE in indexes"));
            }
            self.push(" INCLUDE");
            self.names(&index.include)?;
        }
        if index.nulls_not_distinct {
            if !can.nulls_not_distinct {
                return Err(self.unsupported("NULLS NOT DISTINCT in indexes"));
            }
            self.push(" NULLS NOT DISTINCT");
        }
        if let Some(filter) = &index.filter {
            if !can.index_filter {
                return Err(self.unsupported("indexes of some rows only"));
            }
            self.push(" WHERE ");
            self.node(&filter.make())?;
        }
        Ok(())
    }
}
