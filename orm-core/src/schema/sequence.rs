//! [`Sequence`]: a generator of numbers that is not tied to a column.

use super::{Identity, Name};
use crate::expr::{Expr, Node};

/// A sequence: PostgreSQL and MariaDB have them.
///
/// ```
/// use orm::prelude::*;
/// use orm_core::schema::Sequence;
/// const INVOICES: Sequence = Sequence::named("invoice_numbers").start(1000);
///
/// #[derive(Model, Debug)]
/// pub struct Invoice {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(default = INVOICES.next_value())]
///     pub number: i64,
/// }
///
/// let metadata = metadata![Invoice].sequence(INVOICES);
/// let sql = metadata.to_sql(&orm_core::dialect::Dialect::POSTGRES)?;
/// assert!(sql.starts_with(r#"CREATE SEQUENCE IF NOT EXISTS "invoice_numbers" START WITH 1000;"#));
/// # Ok::<(), orm_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sequence {
    /// Name.
    pub name: Name,
    /// The schema, where it is not the connection's.
    pub schema: Option<Name>,
    /// Where it starts, how it goes on, and where it ends.
    pub options: Identity,
}

impl Sequence {
    /// A sequence.
    pub fn new(name: impl Into<Name>) -> Self {
        Sequence { name: name.into(), schema: None, options: Identity::new() }
    }

    /// A sequence, as a constant.
    pub const fn named(name: &'static str) -> Self {
        Sequence { name: Name::Borrowed(name), schema: None, options: Identity::new() }
    }

    /// Puts it into a schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Sets the first number.
    #[must_use]
    pub const fn start(mut self, start: i64) -> Self {
        self.options = self.options.start(start);
        self
    }

    /// Sets the distance between numbers.
    #[must_use]
    pub const fn increment(mut self, increment: i64) -> Self {
        self.options = self.options.increment(increment);
        self
    }

    /// Sets all that can be said of it.
    #[must_use]
    pub const fn options(mut self, options: Identity) -> Self {
        self.options = options;
        self
    }

    /// The next number: as a default, or in any expression.
    pub fn next_value(&self) -> Expr<i64> {
        Expr::from_node(Node::NextValue(Box::new(self.clone())))
    }
}
