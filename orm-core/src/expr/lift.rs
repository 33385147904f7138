//! [`Lift`]: a result that is NULL where its operand is.

use crate::types::SqlType;

/// The type of a result that can be NULL if the operand can: of a function of an `Option`, an `Option`.
pub trait Lift {
    /// `U`, or `Option<U>`.
    type With<U: SqlType<Base = U>>: SqlType<Base = U>;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> Lift for T {
    type With<U: SqlType<Base = U>> = U;
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> Lift for Option<T> {
    type With<U: SqlType<Base = U>> = Option<U>;
}
