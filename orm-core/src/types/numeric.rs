//! [`Numeric`]: types that SQL can calculate with.

use super::SqlType;

/// A type that SQL arithmetic and aggregates accept.
#[diagnostic::on_unimplemented(message = "SQL cannot calculate with `{Self}`", label = "not a number")]
pub trait Numeric: Number {}

#[diagnostic::do_not_recommend]
impl<T: Number> Numeric for T {}

/// What makes a type [`Numeric`]. Because it is a trait of its own, the compiler's message about anything else is short.
pub trait Number: SqlType<Base = Self> {
    /// The type of a sum of such values.
    type Sum: SqlType<Base = Self::Sum>;
    /// The type of an average of such values.
    type Avg: SqlType<Base = Self::Avg>;
}

/// An integer type: what SQL has `%` for.
#[diagnostic::on_unimplemented(
    message = "`%` is for integers, not for `{Self}`",
    label = "not an integer",
    note = "databases disagree about remainders of fractions; write what yours has with `text(\"..\").expr()`"
)]
pub trait Integer: Numeric {}

macro_rules! integer {
    ($($rust:ty)*) => {$(
        impl Integer for $rust {}
    )*};
}

integer!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! numeric {
    ($($rust:ty => $sum:ty, $avg:ty;)*) => {$(
        impl Number for $rust {
            type Sum = $sum;
            type Avg = $avg;
        }
    )*};
}

numeric! {
    i8 => i64, f64;
    i16 => i64, f64;
    i32 => i64, f64;
    i64 => i64, f64;
    u8 => i64, f64;
    u16 => i64, f64;
    u32 => i64, f64;
    u64 => u64, f64;
    f32 => f64, f64;
    f64 => f64, f64;
}

#[cfg(feature = "decimal")]
numeric! {
    rust_decimal::Decimal => rust_decimal::Decimal, rust_decimal::Decimal;
}
