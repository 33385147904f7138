//! [`RowCount`]: what LIMIT and OFFSET take.

use crate::error::StatementError;
use crate::expr::{Node, OrderBy};

/// A number of rows: an integer of any type that is not negative.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let (page, size) = (2_i64, 10_usize);
/// assert!(sql(select(User::id).limit(size).offset(page * 10)).ends_with("LIMIT ? OFFSET ? -- 10, 20"));
/// ```
///
/// A negative one is an error when the statement is compiled.
#[diagnostic::on_unimplemented(
    message = "a number of rows is an integer, and this is a `{Self}`",
    label = "not an integer"
)]
pub trait RowCount {
    /// The number, or what was given instead.
    ///
    /// # Errors
    /// The number as it was given, if it is negative.
    fn row_count(self) -> Result<u64, String>;
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl RowCount for $integer {
            fn row_count(self) -> Result<u64, String> {
                u64::try_from(self).map_err(|_| self.to_string())
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// The number; of a negative one, what makes the statement an error goes to `invalid`.
pub(super) fn row_count(rows: impl RowCount, what: &str, invalid: impl FnOnce(Node)) -> Option<u64> {
    let counted = rows.row_count();
    if let Err(given) = &counted {
        let message = format!("{what} of {given} rows");
        invalid(Node::invalid(StatementError::Value(message)));
    }
    counted.ok()
}

/// As [`row_count`], for what has sort keys and no filter.
pub(super) fn sorted_count(rows: impl RowCount, what: &str, keys: &mut Vec<OrderBy>) -> Option<u64> {
    row_count(rows, what, |invalid| keys.push(OrderBy::asc(invalid)))
}
