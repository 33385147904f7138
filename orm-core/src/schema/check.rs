//! [`CheckConstraint`]: what every row of a table must fulfil.

use super::{Name, SchemaExpr};
use crate::expr::Node;

/// A CHECK constraint. It holds for a row unless the condition is false: NULL passes.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::schema::CheckConstraint;
/// let named = CheckConstraint::new(|| User::name.ne("").into_node()).named("name_is_given");
/// assert_eq!(named.name.as_deref(), Some("name_is_given"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckConstraint {
    /// Name; the naming convention decides when `None`.
    pub name: Option<Name>,
    /// The condition.
    pub condition: SchemaExpr,
}

impl CheckConstraint {
    /// Demands the condition of every row.
    pub fn new(condition: impl Into<SchemaExpr>) -> Self {
        CheckConstraint { name: None, condition: condition.into() }
    }

    /// Names the constraint.
    pub fn named(mut self, name: impl Into<Name>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The columns that the condition mentions, each once, in their order.
    pub fn columns(&self) -> Vec<String> {
        let condition = self.condition.make();
        let mut columns: Vec<String> = Vec::new();
        condition.walk(&mut |node| {
            if let Node::ColumnRef(column) = node
                && let Some(definition) = column.definition()
                && !columns.iter().any(|known| **known == *definition.name)
            {
                columns.push(definition.name.to_string());
            }
        });
        columns
    }
}
