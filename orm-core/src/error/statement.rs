//! [`StatementError`]: statements that make no sense, found before the database sees them.

use super::Error;
use crate::expr::TableRef;
use crate::relationship::RelationshipDef;

/// A statement that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// A column of a table that no FROM provides.
    #[error("column `{column}` is not available: the statement does not select from `{table}`; {hint}")]
    UnknownFrom {
        /// The column, as `Model::field`.
        column: String,
        /// The missing table.
        table: String,
        /// What to add.
        hint: String,
    },
    /// No single foreign key says how to join.
    #[error("{0}")]
    Join(String),
    /// `text()` names a bind that has no value, or the other way round.
    #[error("text(): {0}")]
    Bind(String),
    /// A table is described in a way that makes no sense.
    #[error("{0}")]
    Schema(String),
    /// A value that could not be made one.
    #[error("a value cannot be bound: {0}")]
    Value(String),
    /// A statement without anything to do.
    #[error("{0}")]
    Empty(String),
    /// A table has no column of this name.
    #[error("`{table}` has no column `{column}`{hint}")]
    NoColumn {
        /// The table, or the alias.
        table: String,
        /// The name.
        column: String,
        /// What may have been meant, or nothing.
        hint: String,
    },
    /// Expressions are nested too deep.
    #[error("{0}")]
    Depth(String),
    /// A name that cannot be one of a function, operator or collation.
    #[error("{0}")]
    Name(String),
}

impl StatementError {
    /// The table has no column of this name.
    pub(crate) fn no_column(table: &TableRef, name: &str) -> Self {
        let lower = name.to_lowercase();
        let alike = table.columns.iter().find(|column| {
            let known = column.name.to_lowercase();
            known == lower || (lower.len() > 2 && (known.starts_with(&lower) || lower.starts_with(&known)))
        });
        let hint = match alike {
            Some(column) => format!("; did you mean `{}`?", column.name),
            None => {
                let names: Vec<&str> = table.columns.iter().take(12).map(|column| &*column.name).collect();
                format!("; it has {}", names.join(", "))
            }
        };
        StatementError::NoColumn { table: format!("{table:?}"), column: name.to_owned(), hint }
    }
}

impl Error {
    /// A model does not have the relationship.
    pub fn no_relationship(model: &str, name: &str) -> Error {
        StatementError::Join(format!("`{model}` has no relationship `{name}`")).into()
    }

    /// None or several foreign keys could be the one of a relationship.
    pub fn ambiguous_relationship(def: &RelationshipDef, child: &str, parent: &str, candidates: &[&str]) -> Error {
        let RelationshipDef { owner, name, .. } = def;
        StatementError::Join(if candidates.is_empty() {
            format!("`{owner}::{name}`: no foreign key leads from `{child}` to `{parent}`")
        } else {
            format!(
                "`{owner}::{name}`: several foreign keys lead from `{child}` to `{parent}` ({}); name one with `foreign_key = ..`",
                candidates.join(", ")
            )
        })
        .into()
    }
}
