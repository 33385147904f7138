//! What makes no sense in a [`MetaData`] as a whole, or in the description of a table: found before the first statement.

use std::collections::HashSet;

use super::{ColumnDef, Identity, MetaData, Table};
use crate::error::{Result, StatementError};
use crate::expr::{Node, TableRef};

impl MetaData {
    /// Whether the tables can be created together: what `create_all` asks first.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let error = metadata![Post].check().unwrap_err();
    /// assert_eq!(error.to_string(), "`Post::user_id` references `users`, which is not in this metadata; add its model, as in `metadata![Post, ..]`");
    /// assert!(metadata![Post, User].check().is_ok());
    /// ```
    ///
    /// # Errors
    /// [`StatementError::Schema`]: a foreign key that leads out of the metadata or to no column, two models that describe one table
    /// differently, columns that cannot be numbered or computed as they are said to be.
    pub fn check(&self) -> Result<()> {
        self.check_tables()?;
        self.tables().iter().try_for_each(|table| self.references(table))
    }

    /// As [`check`](Self::check), but for tables that are referenced and are not in the metadata: what `to_sql` asks, which may be for some
    /// tables of many.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_tables(&self) -> Result<()> {
        if let Some((first, second)) = &self.rivals {
            return Err(two_models(first, second));
        }
        for table in self.tables() {
            columns(table)?;
            numbering(table)?;
        }
        Ok(())
    }

    /// Every foreign key leads to columns of a table of the metadata.
    fn references(&self, table: &Table) -> Result<()> {
        for key in &table.foreign_keys {
            let from = key.columns.first().map_or("", |column| column);
            let of = field(table, from);
            let target = match &key.target_schema {
                Some(schema) => format!("{schema}.{}", key.target),
                None => key.target.to_string(),
            };
            let Some(referenced) = self.tables().iter().find(|table| key.references(table)) else {
                let model = &table.model;
                return wrong(format!(
                    "{of} references `{target}`, which is not in this metadata; add its model, as in `metadata![{model}, ..]`"
                ));
            };
            known(table, &key.columns, "a foreign key")?;
            if let Some(unknown) = key.target_columns.iter().find(|name| referenced.column_index(name).is_none()) {
                return wrong(format!("{of} references `{target}`, which has no column `{unknown}`"));
            }
            if key.columns.len() != key.target_columns.len() {
                return wrong(format!("{of}: a foreign key references as many columns as it has"));
            }
        }
        Ok(())
    }
}

fn wrong<T>(message: String) -> Result<T> {
    Err(StatementError::Schema(message).into())
}

/// `` `Post::user_id` ``
fn field(table: &Table, column: &str) -> String {
    let known = table.column_index(column).and_then(|index| table.columns.get(index));
    format!("`{}::{}`", table.model, known.map_or(column, |column| &column.field))
}

fn two_models(first: &TableRef, second: &TableRef) -> crate::Error {
    let lacks = |table: &Table, other: &Table| {
        let missing = other.columns.iter().find(|column| !table.columns.iter().any(|own| same(own, column)))?;
        Some(field(other, &missing.name))
    };
    let which = lacks(first, second).or_else(|| lacks(second, first)).unwrap_or_default();
    let (name, first, second) = (&first.name, &first.model, &second.model);
    let message = format!(
        "`{first}` and `{second}` describe the table `{name}` differently (see {which}); only one of them can be in the metadata"
    );
    StatementError::Schema(message).into()
}

/// Whether two tables have the same columns, as far as the database sees them.
pub(super) fn same_columns(a: &Table, b: &Table) -> bool {
    a.columns.len() == b.columns.len()
        && a.columns.iter().all(|column| b.columns.iter().any(|other| same(column, other)))
}

fn same(a: &ColumnDef, b: &ColumnDef) -> bool {
    (&a.name, a.ty, a.nullable, a.primary_key) == (&b.name, b.ty, b.nullable, b.primary_key)
}

/// Columns are there once, are computed from others, and have names that a database takes; so do constraints and indexes.
fn columns(table: &Table) -> Result<()> {
    let mut seen = HashSet::new();
    for column in &table.columns {
        let of = field(table, &column.name);
        if !seen.insert(&*column.name) {
            return wrong(format!("{of}: the table has another column `{}`", column.name));
        }
        let computed = column.computed.as_ref().map(|computed| computed.expr.make());
        if computed.is_some_and(|node| mentions(&node, &column.name)) {
            return wrong(format!("{of} cannot be computed from itself"));
        }
    }
    for unique in &table.uniques {
        known(table, &unique.columns, "a UNIQUE constraint")?;
    }
    for index in &table.indexes {
        known(table, &index.columns, "an index")?;
    }
    Ok(())
}

/// Whether an expression of the schema mentions the column of this name.
fn mentions(node: &Node, name: &str) -> bool {
    let mut found = false;
    node.walk(&mut |node| {
        let Node::ColumnRef(column) = node else { return };
        found |= column.definition().is_some_and(|column| column.name == name);
    });
    found
}

/// All of these are columns of the table.
fn known(table: &Table, columns: &[super::Name], what: &str) -> Result<()> {
    match columns.iter().find(|name| table.column_index(name).is_none()) {
        Some(unknown) => wrong(format!("{what} of `{}` is over `{unknown}`, which is no column of it", table.model)),
        None => Ok(()),
    }
}

/// One column at most is numbered, by integers that there are.
fn numbering(table: &Table) -> Result<()> {
    let mut numbered = table.columns.iter().filter(|column| column.autoincrement == Some(true));
    let Some(column) = numbered.next() else { return Ok(()) };
    let of = field(table, &column.name);
    if let Some(second) = numbered.next() {
        let second = field(table, &second.name);
        return wrong(format!("{second}: the database numbers rows by one column, and {of} is it already"));
    }
    if !column.ty.is_integer() {
        return wrong(format!("{of}: the database numbers rows by integers"));
    }
    match column.identity.and_then(Identity::nonsense) {
        Some(why) => wrong(format!("{of}: {why}")),
        None => Ok(()),
    }
}
