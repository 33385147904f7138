//! The current time.

#[cfg(feature = "chrono")]
use crate::error::DecodeError;
#[cfg(feature = "chrono")]
use crate::expr::{Expr, Node, Operand, TableRef};
#[cfg(feature = "chrono")]
use crate::row::RowReader;
#[cfg(feature = "chrono")]
use crate::statement::{SelectItem, Selectable, column_at};

/// The current time. Compares with `DateTime<Utc>` and `NaiveDateTime` columns, in UTC.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert!(sql(select(User::id).filter(User::created_at.lt(func::now()))).ends_with(r#""users"."created_at" < CURRENT_TIMESTAMP"#));
/// ```
pub fn now() -> Now {
    Now
}

/// The current time, as [`now`] gives it; an expression of any date-and-time type.
#[derive(Clone, Copy, Debug)]
pub struct Now;

#[cfg(feature = "chrono")]
impl Operand<chrono::DateTime<chrono::Utc>> for Now {
    fn expression(self) -> Expr<chrono::DateTime<chrono::Utc>> {
        Expr::from_node(Node::Now)
    }
}

#[cfg(feature = "chrono")]
impl Operand<chrono::NaiveDateTime> for Now {
    fn expression(self) -> Expr<chrono::NaiveDateTime> {
        Expr::from_node(Node::Now)
    }
}

/// Selected, it is an instant.
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Selectable for Now {
    type Row = chrono::DateTime<chrono::Utc>;
    type Columns = Expr<Self::Row>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Node(Node::Now));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Self::Columns {
        column_at(source, at)
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError> {
        Operand::<Self::Row>::expression(*self).decode(row, at)
    }
}
