//! [`RowsOf`]: that a query gives what is wanted, said in words where it does not.

/// Holds for a row (or a value) of type `T` alone: what queries must agree on.
#[diagnostic::on_unimplemented(
    message = "expected a query that gives `{T}`, found one that gives `{Self}`",
    label = "gives `{Self}`"
)]
pub trait RowsOf<T> {}

#[diagnostic::do_not_recommend]
impl<T> RowsOf<T> for T {}
