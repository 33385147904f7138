//! [`ScalarQuery`]: statements whose first column can be read alone.

use std::sync::Arc;

use orm_core::SqlType;
use orm_core::error::DecodeError;
use orm_core::row::RowReader;
use orm_core::statement::{Compound, Delete, Insert, Query, Select, Selectable, Statement, Text, TextQuery, Update};

use super::rows::{Rows, fetch};
use crate::engine::Link;
use crate::fetch::{Expect, Fetch, Slot};

/// A statement of which `scalar` reads the first column of the first row: a `select` of one column or expression, an
/// `insert`, `update` or `delete` that returns one, or `text` (of any type).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not give a `{T}`",
    label = "not a statement whose rows are one `{T}`",
    note = "`scalar` takes `text`, or a statement that selects or returns one column of type `{T}`"
)]
pub trait ScalarQuery<T: Send>: Statement {
    /// Decodes the column.
    ///
    /// # Errors
    /// When it is not a `T`.
    fn decode_scalar(&self, row: &dyn RowReader) -> Result<T, DecodeError>;

    /// What no row stands for: NULL, if `T` can be NULL.
    fn no_row(&self) -> Option<T>;

    /// Asks for one row, where the statement can say so.
    fn limit_one(&mut self) {}
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> ScalarQuery<T> for Text {
    fn decode_scalar(&self, row: &dyn RowReader) -> Result<T, DecodeError> {
        T::read(row, 0)
    }

    fn no_row(&self) -> Option<T> {
        T::null()
    }
}

macro_rules! scalar_query {
    ($(<$($param:ident: $bound:path),*> $statement:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: SqlType, $($param: $bound),*> ScalarQuery<T> for $statement
        where
            $statement: Query<Row = T>,
        {
            fn decode_scalar(&self, row: &dyn RowReader) -> Result<T, DecodeError> {
                self.decode(row)
            }

            fn no_row(&self) -> Option<T> {
                T::null()
            }

            fn limit_one(&mut self) {
                self.limit_rows(1);
            }
        }
    )*};
}

scalar_query! {
    <Q: Selectable> Select<Q>;
    <Q: Selectable> Compound<Q>;
    <M: Send, Q: Selectable> Insert<M, Q>;
    <M: Send, Q: Selectable> Update<M, Q>;
    <M: Send, Q: Selectable> Delete<M, Q>;
    <> TextQuery<T>;
}

/// Executes a statement and reads its scalar.
pub(super) fn scalar<'c, T: Send + 'c>(link: &'c mut Link, mut statement: impl ScalarQuery<T> + 'c) -> Fetch<'c, T> {
    statement.limit_one();
    let (statement, found) = (Arc::new(statement), Slot::default());
    let rows = Scalar { statement: statement.clone(), value: None, found: found.clone() };
    Fetch::new(found, fetch(link, statement, Box::new(rows), Expect::Any))
}

/// The first column of the first row.
struct Scalar<S, T> {
    statement: Arc<S>,
    value: Option<T>,
    found: Slot<T>,
}

impl<T: Send, S: ScalarQuery<T>> Rows for Scalar<S, T> {
    fn row(&mut self, row: &dyn RowReader) -> Result<(), DecodeError> {
        if self.value.is_none() {
            self.value = Some(self.statement.decode_scalar(row)?);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        let value = self.value.or_else(|| self.statement.no_row());
        value.map(|value| self.found.put(value)).is_some()
    }
}
