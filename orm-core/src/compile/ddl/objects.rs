//! What tables need: schemas, sequences, types of enumerations.

use super::column::identity_options;
use super::ddl;
use crate::compile::Compiler;
use crate::dialect::{Dialect, EnumTypes, Sequences};
use crate::error::Result;
use crate::expr::TableRef;
use crate::schema::{ColumnType, EnumType, MetaData, Sequence};
use crate::value::Value;

/// The schemas of tables and sequences, where they can be created.
pub(super) fn create_schemas(
    metadata: &MetaData,
    tables: &[TableRef],
    dialect: &Dialect,
    out: &mut Vec<String>,
) -> Result<()> {
    let Some(create) = dialect.capabilities.ddl.create_schema else { return Ok(()) };
    let named = tables.iter().map(|table| table.schema.as_deref());
    let mut schemas: Vec<&str> = Vec::new();
    for schema in named.chain(metadata.sequences().iter().map(|sequence| sequence.schema.as_deref())) {
        if let Some(schema) = dialect.schema_name(schema).filter(|schema| !schemas.contains(schema)) {
            schemas.push(schema);
        }
    }
    for schema in schemas {
        out.push(ddl(dialect, |compiler| {
            compiler.push(create);
            compiler.identifier(schema);
            Ok(())
        })?);
    }
    Ok(())
}

/// The sequences that do not exist.
pub(super) fn create_sequences(metadata: &MetaData, dialect: &Dialect, out: &mut Vec<String>) -> Result<()> {
    for sequence in metadata.sequences() {
        out.push(ddl(dialect, |compiler| {
            if compiler.dialect.capabilities.ddl.sequences == Sequences::None {
                return Err(compiler.unsupported("sequences"));
            }
            compiler.push("CREATE SEQUENCE IF NOT EXISTS ");
            compiler.qualified(sequence.schema.as_deref(), &sequence.name);
            for option in identity_options(&sequence.options) {
                compiler.push(" ");
                compiler.push(&option);
            }
            Ok(())
        })?);
    }
    Ok(())
}

/// The sequences that exist.
pub(super) fn drop_sequences(metadata: &MetaData, dialect: &Dialect, out: &mut Vec<String>) -> Result<()> {
    for sequence in metadata.sequences() {
        out.push(ddl(dialect, |compiler| {
            if compiler.dialect.capabilities.ddl.sequences == Sequences::None {
                return Err(compiler.unsupported("sequences"));
            }
            compiler.push("DROP SEQUENCE IF EXISTS ");
            compiler.qualified(sequence.schema.as_deref(), &sequence.name);
            Ok(())
        })?);
    }
    Ok(())
}

/// The types of the enumerations, each once; one that exists stays as it is.
pub(super) fn create_types(tables: &[TableRef], dialect: &Dialect, out: &mut Vec<String>) -> Result<()> {
    for labels in types(tables, dialect) {
        let create = ddl(dialect, |compiler| {
            compiler.push("CREATE TYPE ");
            compiler.identifier(labels.name);
            compiler.push(" AS ENUM (");
            compiler.list(labels.labels, |this, label| {
                this.value(&Value::Text((*label).to_owned()));
                Ok(())
            })?;
            compiler.push(")");
            Ok(())
        })?;
        out.push(unless(&create, "duplicate_object"));
    }
    Ok(())
}

/// Drops the types of the enumerations, unless other tables use them.
pub(super) fn drop_types(tables: &[TableRef], dialect: &Dialect, out: &mut Vec<String>) -> Result<()> {
    for labels in types(tables, dialect) {
        let drop = ddl(dialect, |compiler| {
            compiler.push("DROP TYPE IF EXISTS ");
            compiler.identifier(labels.name);
            Ok(())
        })?;
        out.push(unless(&drop, "dependent_objects_still_exist"));
    }
    Ok(())
}

/// The enumerations that are types of their own, each once.
fn types(tables: &[TableRef], dialect: &Dialect) -> Vec<&'static EnumType> {
    let mut types: Vec<&'static EnumType> = Vec::new();
    if dialect.capabilities.ddl.enum_types == EnumTypes::Types {
        for column in tables.iter().flat_map(|table| &table.columns) {
            let ty = if let ColumnType::Array(element) = column.ty { *element } else { column.ty };
            if let ColumnType::Enum(labels) = ty
                && labels.native
                && !types.iter().any(|known| known.name == labels.name)
            {
                types.push(labels);
            }
        }
    }
    types
}

/// A statement that may fail in one way (in PL/pgSQL, the language of the one database with such types).
fn unless(statement: &str, condition: &str) -> String {
    let body = format!("BEGIN {statement}; EXCEPTION WHEN {condition} THEN NULL; END");
    let mut quote = "$$".to_owned();
    while body.contains(&quote) {
        quote.insert(1, 'q');
    }
    format!("DO {quote} {body} {quote}")
}

impl Compiler<'_> {
    /// The next number of a sequence.
    pub(in crate::compile) fn next_value(&mut self, sequence: &Sequence) -> Result<()> {
        let schema = sequence.schema.as_deref();
        match self.dialect.capabilities.ddl.sequences {
            Sequences::None => return Err(self.unsupported("sequences")),
            Sequences::NextValueFor => {
                self.push("NEXT VALUE FOR ");
                self.qualified(schema, &sequence.name);
            }
            Sequences::Nextval => {
                // Its argument is a literal that has the quoted name in it.
                let before = self.sql.len();
                self.qualified(schema, &sequence.name);
                let name = self.sql.split_off(before);
                self.push("nextval(");
                self.literal(&name);
                self.push(")");
            }
        }
        Ok(())
    }
}
