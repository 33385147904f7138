//! What is created and dropped, in which order.

use super::{Context, comment, ddl, index, is_for, objects, table};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::expr::TableRef;
use crate::schema::{DdlEvent, MetaData, Table, strongly_connected};

/// The statements that create `tables`, which are some or all of those in `metadata`, and what they need, in an order that runs:
/// schemas, sequences, types, then each table after those that it references. Within a cycle of tables, the foreign keys to those
/// that come later are added once all exist.
///
/// # Errors
/// When the dialect lacks something that the tables have.
pub fn create_all(metadata: &MetaData, tables: &[TableRef], dialect: &Dialect) -> Result<Vec<String>> {
    let mut statements = Vec::new();
    let naming = metadata.naming_convention();
    if !tables.is_empty() {
        events(metadata, DdlEvent::BeforeCreate, None, dialect, &mut statements);
    }
    objects::create_schemas(metadata, tables, dialect, &mut statements)?;
    objects::create_sequences(metadata, dialect, &mut statements)?;
    objects::create_types(tables, dialect, &mut statements)?;
    for group in strongly_connected(tables) {
        let mut constraints = Vec::new();
        for (position, table) in group.iter().enumerate() {
            let context = Context { table, dialect, naming };
            let (after, inline): (Vec<_>, Vec<_>) = table.foreign_keys.iter().partition(|key| {
                let later = group[position + 1..].iter().any(|later| key.references(later));
                later && !dialect.capabilities.forward_references
            });
            events(metadata, DdlEvent::BeforeCreate, Some(table), dialect, &mut statements);
            statements.push(table::create(context, &inline)?);
            statements.extend(comment::create(context)?);
            statements.extend(index::create(context)?);
            for key in after {
                constraints.push(table::add_foreign_key(context, key)?);
            }
        }
        statements.append(&mut constraints);
        for table in &group {
            events(metadata, DdlEvent::AfterCreate, Some(table), dialect, &mut statements);
        }
    }
    if !tables.is_empty() {
        events(metadata, DdlEvent::AfterCreate, None, dialect, &mut statements);
    }
    Ok(statements)
}

/// The statements that drop `tables`, which are some or all of those in `metadata`, each before those that it references, and then what
/// only they needed; schemas stay. Within a cycle of tables, the foreign keys between them are dropped first.
///
/// # Errors
/// When a name cannot be written for the dialect.
pub fn drop_all(metadata: &MetaData, tables: &[TableRef], dialect: &Dialect) -> Result<Vec<String>> {
    let mut statements = Vec::new();
    let naming = metadata.naming_convention();
    if !tables.is_empty() {
        events(metadata, DdlEvent::BeforeDrop, None, dialect, &mut statements);
    }
    for group in strongly_connected(tables).iter().rev() {
        for table in group {
            events(metadata, DdlEvent::BeforeDrop, Some(table), dialect, &mut statements);
        }
        if group.len() > 1 && dialect.capabilities.alter_add_constraint {
            for table in group {
                let others = |other: &&TableRef| *other != table;
                let cyclic = table
                    .foreign_keys
                    .iter()
                    .filter(|key| group.iter().filter(others).any(|other| key.references(other)));
                for key in cyclic {
                    statements.push(table::drop_foreign_key(Context { table, dialect, naming }, key)?);
                }
            }
        }
        // SQLite deletes the rows first. To let that act on the table itself, it looks at all that the table references.
        let (first, last): (Vec<_>, Vec<_>) = group.iter().partition(|table| acts_on_itself(table));
        for table in first.into_iter().chain(last) {
            statements.push(ddl(dialect, |compiler| {
                compiler.push("DROP TABLE ");
                compiler.table_name(table);
                Ok(())
            })?);
        }
        for table in group {
            events(metadata, DdlEvent::AfterDrop, Some(table), dialect, &mut statements);
        }
    }
    objects::drop_types(tables, dialect, &mut statements)?;
    objects::drop_sequences(metadata, dialect, &mut statements)?;
    if !tables.is_empty() {
        events(metadata, DdlEvent::AfterDrop, None, dialect, &mut statements);
    }
    Ok(statements)
}

/// Whether deleting rows of a table does something to others of the same table.
fn acts_on_itself(table: &Table) -> bool {
    table.foreign_keys.iter().any(|key| key.references(table) && key.on_delete.is_some())
}

/// The SQL that goes with a table, or with all.
fn events(metadata: &MetaData, event: DdlEvent, table: Option<&Table>, dialect: &Dialect, out: &mut Vec<String>) {
    let name = table.map(|table| &*table.name);
    let matching = metadata.events(event).filter(|ddl| ddl.table.as_deref() == name && is_for(&ddl.only_on, dialect));
    out.extend(matching.map(|ddl| ddl.sql.trim_end().trim_end_matches(';').to_owned()));
}
