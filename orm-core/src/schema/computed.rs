//! [`Computed`]: a column that the database computes from others.

use super::SchemaExpr;

/// What a computed column holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Computed {
    /// The expression, over other columns of the row.
    pub expr: SchemaExpr,
    /// STORED (`true`), VIRTUAL (`false`), or what the database can do: virtual where it can, otherwise stored.
    pub stored: Option<bool>,
}

impl Computed {
    /// Computed by an expression, virtual where the database can.
    pub fn new(expr: impl Into<SchemaExpr>) -> Self {
        Computed { expr: expr.into(), stored: None }
    }

    /// Says whether the result is stored.
    pub fn stored(mut self, stored: bool) -> Self {
        self.stored = Some(stored);
        self
    }
}
