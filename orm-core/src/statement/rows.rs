//! [`RowsOf`]: that a query gives what is wanted, said in words where it does not.

/// Holds for a row (or a value) of type `T` alone: what queries must agree on.
#[diagnostic::on_unimplemented(
    message = "expected a query that gives `{T}`, found one that gives `{Self}`",
    label = "gives `{Self}`"
)]
pub trait RowsOf<T> {}

/// What makes a row [`RowsOf`]. Because it is a trait of its own, the compiler's message is short.
pub trait Same<T> {}

impl<T> Same<T> for T {}

#[diagnostic::do_not_recommend]
impl<T, R: Same<T>> RowsOf<T> for R {}
