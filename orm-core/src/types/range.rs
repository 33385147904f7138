//! [`PgRange`]: the range types of PostgreSQL.

mod element;
mod text;

use std::fmt;
use std::ops::Bound;

pub use element::RangeElement;

use super::SqlType;
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

/// All values between two bounds: `INT4RANGE`, `INT8RANGE`, `NUMRANGE`, `DATERANGE`, `TSRANGE` or `TSTZRANGE`, as `T` is `i32`, `i64`,
/// `Decimal`, `NaiveDate`, `NaiveDateTime` or `DateTime<Utc>`. Made of a range of Rust's.
///
/// ```
/// use std::ops::Bound;
///
/// use orm_core::types::PgRange;
///
/// let shift = PgRange::from(9..17);
/// assert_eq!(shift.bounds(), Some((Bound::Included(&9), Bound::Excluded(&17))));
/// assert!(shift.contains(&16) && !shift.contains(&17));
/// assert_eq!(shift, PgRange::from(9..=16)); // of whole numbers and days, the two are the same
/// assert!(PgRange::from(5..5).is_empty());
/// assert_eq!(PgRange::from(9..).to_string(), "[9,)");
/// ```
///
/// Databases without range types store its text, and have none of its operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PgRange<T>(Option<(Bound<T>, Bound<T>)>);

impl<T: RangeElement> PgRange<T> {
    /// No value at all.
    pub const EMPTY: Self = PgRange(None);

    /// What is between two bounds; if no value is, the empty range.
    pub fn new(lower: Bound<T>, upper: Bound<T>) -> Self {
        // As PostgreSQL does: of whole numbers and days, the lower bound is included and the upper one is not. What has no next
        // value stays as it is.
        let lower = match lower {
            Bound::Excluded(value) => value.next().map_or(Bound::Excluded(value), Bound::Included),
            lower => lower,
        };
        let upper = match upper {
            Bound::Included(value) => value.next().map_or(Bound::Included(value), Bound::Excluded),
            upper => upper,
        };
        let empty = match (&lower, &upper) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(lower), Bound::Included(upper)) => lower > upper,
            (Bound::Included(lower) | Bound::Excluded(lower), Bound::Included(upper) | Bound::Excluded(upper)) => {
                lower >= upper
            }
        };
        PgRange(if empty { None } else { Some((lower, upper)) })
    }

    /// The bounds; `None` of an empty range.
    pub fn bounds(&self) -> Option<(Bound<&T>, Bound<&T>)> {
        self.0.as_ref().map(|(lower, upper)| (lower.as_ref(), upper.as_ref()))
    }

    /// Whether no value is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the value is in it.
    pub fn contains(&self, value: &T) -> bool {
        self.bounds().is_some_and(|bounds| std::ops::RangeBounds::contains(&bounds, value))
    }
}

/// The empty range.
impl<T> Default for PgRange<T> {
    fn default() -> Self {
        PgRange(None)
    }
}

macro_rules! from {
    ($($range:ident $value:ident: $lower:expr, $upper:expr;)*) => {$(
        impl<T: RangeElement> From<std::ops::$range<T>> for PgRange<T> {
            fn from($value: std::ops::$range<T>) -> Self {
                PgRange::new($lower, $upper)
            }
        }
    )*};
}

from! {
    Range range: Bound::Included(range.start), Bound::Excluded(range.end);
    RangeFrom range: Bound::Included(range.start), Bound::Unbounded;
    RangeTo range: Bound::Unbounded, Bound::Excluded(range.end);
    RangeToInclusive range: Bound::Unbounded, Bound::Included(range.end);
}

impl<T: RangeElement> From<std::ops::RangeInclusive<T>> for PgRange<T> {
    fn from(range: std::ops::RangeInclusive<T>) -> Self {
        let (lower, upper) = range.into_inner();
        PgRange::new(Bound::Included(lower), Bound::Included(upper))
    }
}

impl<T: RangeElement> From<std::ops::RangeFull> for PgRange<T> {
    fn from(_: std::ops::RangeFull) -> Self {
        PgRange::new(Bound::Unbounded, Bound::Unbounded)
    }
}

/// As PostgreSQL writes it: `[1,5)`, `(,5)`, `empty`.
impl<T: RangeElement> fmt::Display for PgRange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(self, f)
    }
}

#[diagnostic::do_not_recommend]
impl<T: RangeElement> SqlType for PgRange<T> {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Custom(T::RANGE);

    fn to_value(&self) -> Value {
        Value::Text(self.to_string()).of_type(Self::TYPE)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        match row.value(index)? {
            Value::Null(_) => Err(DecodeError::null(index)),
            Value::Text(range) => text::read(&range)
                .ok_or_else(|| DecodeError::invalid(index, "PgRange", &format!("`{range}` is not such a range"))),
            other => Err(DecodeError::mismatch(index, "a range", other.to_string())),
        }
    }
}
