//! The error for rows that reference each other in a circle: it names the relationship to mark with `post_update`.

use std::sync::Arc;

use orm_core::Error;
use orm_core::relationship::RelationshipDef;
use orm_core::schema::Table;

use super::nulled;
use crate::instance::AnyInstance;

/// The error for rows that are in a circle, or depend on one.
pub(super) fn error(rows: &[Arc<dyn AnyInstance>]) -> Error {
    let mut tables: Vec<&'static Table> = Vec::new();
    for row in rows {
        if !tables.iter().any(|table| std::ptr::eq(*table, row.table())) {
            tables.push(row.table());
        }
    }
    let models: Vec<&str> = tables.iter().map(|table| &*table.model).collect();
    let advice = match tables.iter().find_map(|table| breakable(table, &tables)) {
        Some(RelationshipDef { owner, name, .. }) => {
            format!("mark `{owner}::{name}` with `#[relationship(post_update)]`: an UPDATE then links them")
        }
        None => "make one of the foreign keys nullable, and mark its `BelongsTo` with `#[relationship(post_update)]`"
            .to_owned(),
    };
    Error::CircularDependency { models: models.join(", "), advice }
}

/// A relationship whose foreign key can be NULL for a while.
fn breakable(table: &'static Table, tables: &[&'static Table]) -> Option<&'static RelationshipDef> {
    table.relationships.iter().find(|definition| {
        let target = (definition.target)();
        definition.has_foreign_key()
            && tables.iter().any(|table| std::ptr::eq(*table, target))
            && definition.join_columns(table).is_ok_and(|on| !nulled(table, &on.local).is_empty())
    })
}
