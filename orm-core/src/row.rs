//! Rows: [`RowReader`], the one interface through which every type is decoded, and [`Row`], a dynamic row of owned values.
//!
//! A driver implements [`RowReader`] once; the derive emits one decoder per model over it, by column index.

mod convert;
mod dynamic;
mod tuple;

pub use dynamic::Row;
pub use tuple::FromRow;

use crate::error::DecodeError;
use crate::value::Value;

/// Result of reading one cell: `None` is NULL.
pub type Cell<T> = Result<Option<T>, DecodeError>;

/// Reads the cells of one row by column index. NULL reads as `None`; a type that cannot be had from the cell is a [`DecodeError`].
pub trait RowReader {
    /// How many columns the row has.
    fn len(&self) -> usize;
    /// Whether the row has no column.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The name of a column.
    fn column_name(&self, index: usize) -> Option<&str>;
    /// Whether the cell is NULL.
    ///
    /// # Errors
    /// When the row has no such column.
    fn is_null(&self, index: usize) -> Result<bool, DecodeError>;
    /// A boolean; integers 0 and 1 count as one.
    fn bool(&self, index: usize) -> Cell<bool>;
    /// An integer of any width, or an exact number without fraction.
    fn i64(&self, index: usize) -> Cell<i64>;
    /// An unsigned integer.
    fn u64(&self, index: usize) -> Cell<u64>;
    /// A number as a float.
    fn f64(&self, index: usize) -> Cell<f64>;
    /// A string.
    fn str(&self, index: usize) -> Cell<&str>;
    /// A byte string.
    fn bytes(&self, index: usize) -> Cell<&[u8]>;
    /// A date.
    #[cfg(feature = "chrono")]
    fn date(&self, index: usize) -> Cell<chrono::NaiveDate>;
    /// A time of day.
    #[cfg(feature = "chrono")]
    fn time(&self, index: usize) -> Cell<chrono::NaiveTime>;
    /// A date and time.
    #[cfg(feature = "chrono")]
    fn datetime(&self, index: usize) -> Cell<chrono::NaiveDateTime>;
    /// An instant.
    #[cfg(feature = "chrono")]
    fn timestamp(&self, index: usize) -> Cell<chrono::DateTime<chrono::Utc>>;
    /// A UUID.
    #[cfg(feature = "uuid")]
    fn uuid(&self, index: usize) -> Cell<uuid::Uuid>;
    /// A decimal.
    #[cfg(feature = "decimal")]
    fn decimal(&self, index: usize) -> Cell<rust_decimal::Decimal>;
    /// A JSON document.
    #[cfg(feature = "json")]
    fn json(&self, index: usize) -> Cell<serde_json::Value>;
    /// A span of time; a number is so many microseconds.
    #[cfg(feature = "chrono")]
    fn interval(&self, index: usize) -> Cell<chrono::TimeDelta>;
    /// The elements of an array, or of a JSON array.
    fn array(&self, index: usize) -> Cell<Vec<Value>>;
    /// The cell as an owned value of the type that the database reports.
    ///
    /// # Errors
    /// When the type is unknown to this crate.
    fn value(&self, index: usize) -> Result<Value, DecodeError>;
}
