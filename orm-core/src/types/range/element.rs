//! [`RangeElement`]: what there are ranges of.

#[cfg(feature = "chrono")]
use super::text;
use crate::schema::{ColumnType, CustomType};
use crate::types::SqlType;

/// A type that PostgreSQL has ranges of.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL has no ranges of `{Self}`",
    label = "ranges are of `i32`, `i64`, `Decimal`, `NaiveDate`, `NaiveDateTime` and `DateTime<Utc>`"
)]
pub trait RangeElement: SqlType<Base = Self> + Ord {
    /// The type of the column.
    const RANGE: &'static CustomType;

    /// The next value, of types that have one.
    fn next(&self) -> Option<Self> {
        None
    }

    /// Reads a bound.
    #[doc(hidden)]
    fn parse(text: &str) -> Option<Self>;
}

const fn named(name: &'static str) -> CustomType {
    CustomType { postgres: Some(name), ..CustomType::of(ColumnType::Text(None)) }
}

macro_rules! integers {
    ($($ty:ty: $name:literal;)*) => {$(
        impl RangeElement for $ty {
            const RANGE: &'static CustomType = &named($name);

            fn next(&self) -> Option<Self> {
                self.checked_add(1)
            }

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

integers! {
    i32: "INT4RANGE";
    i64: "INT8RANGE";
}

#[cfg(feature = "decimal")]
impl RangeElement for rust_decimal::Decimal {
    const RANGE: &'static CustomType = &named("NUMRANGE");

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

#[cfg(feature = "chrono")]
impl RangeElement for chrono::NaiveDate {
    const RANGE: &'static CustomType = &named("DATERANGE");

    fn next(&self) -> Option<Self> {
        self.succ_opt()
    }

    fn parse(text: &str) -> Option<Self> {
        text::date(text)
    }
}

#[cfg(feature = "chrono")]
impl RangeElement for chrono::NaiveDateTime {
    const RANGE: &'static CustomType = &named("TSRANGE");

    fn parse(text: &str) -> Option<Self> {
        text::date_and_time(text)
    }
}

#[cfg(feature = "chrono")]
impl RangeElement for chrono::DateTime<chrono::Utc> {
    const RANGE: &'static CustomType = &named("TSTZRANGE");

    fn parse(text: &str) -> Option<Self> {
        text::date_and_time(text).map(|time| time.and_utc())
    }
}
