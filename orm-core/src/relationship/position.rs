//! The column that holds the places of the members of a collection.

use crate::Column;
use crate::types::{Integer, SqlType};

/// A type of column that can hold a place: the integers, and `Option`s of them.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` holds no place in a collection; it is an integer",
    label = "not a column of integers"
)]
pub trait Position {}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base: Integer>> Position for T {}

/// The index of a column of `T` that holds places: what the derive calls on the one it is given.
#[doc(hidden)]
pub fn position_of<T, C: Position>(column: Column<T, C>) -> usize {
    column.index()
}
