//! Arrays: native on PostgreSQL, JSON arrays elsewhere.

use super::{SqlType, TypeDecorator, required};
use crate::error::DecodeError;
use crate::row::{Row, RowReader};
use crate::schema::ColumnType;
use crate::value::Value;

/// A type that arrays can have as elements: `Vec<T>` of it is a column type. `Vec<u8>` is a byte string.
#[diagnostic::on_unimplemented(
    message = "`Vec<{Self}>` cannot be the type of a column",
    label = "no element of an array",
    note = "arrays are of integers, floats, bool, String, chrono dates and times, Uuid, Decimal, types of your own, or an Option of these; \
            anything that serde knows goes into a `Json<_>`"
)]
pub trait ArrayElement: SqlType {}

macro_rules! elements {
    ($($rust:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl ArrayElement for $rust {}
    )*};
}

elements!(bool, i8, i16, i32, i64, u16, u32, u64, f32, f64, String, char);
#[cfg(feature = "chrono")]
elements!(
    chrono::NaiveDate,
    chrono::NaiveTime,
    chrono::NaiveDateTime,
    chrono::DateTime<chrono::Utc>,
    chrono::DateTime<chrono::FixedOffset>,
    chrono::TimeDelta
);
#[cfg(feature = "uuid")]
elements!(uuid::Uuid);
#[cfg(feature = "decimal")]
elements!(rust_decimal::Decimal);

#[diagnostic::do_not_recommend]
impl<T: TypeDecorator> ArrayElement for T {}
#[diagnostic::do_not_recommend]
impl<T: ArrayElement + SqlType<Base = T>> ArrayElement for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: ArrayElement> SqlType for Vec<T> {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Array(&T::TYPE);

    fn to_value(&self) -> Value {
        Value::Array(T::TYPE, self.iter().map(T::to_value).collect())
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        let elements = Row::new([], required(row.array(index)?, index)?);
        (0..elements.values().len())
            .map(|n| T::read(&elements, n).map_err(|error| error.in_element(index, n)))
            .collect()
    }

    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.same(b))
    }
}
