//! [`FromRow`]: rows of raw SQL, decoded into the types the caller names.

use super::{Row, RowReader};
use crate::error::DecodeError;
use crate::types::SqlType;

/// What a row of `text()` can be decoded into: one column type, a tuple of them, or a dynamic [`Row`].
pub trait FromRow: Sized + Send {
    /// Decodes one row.
    ///
    /// # Errors
    /// When a column is missing, NULL where none is allowed, or of another type.
    fn from_row(row: &dyn RowReader) -> Result<Self, DecodeError>;
}

impl<T: SqlType> FromRow for T {
    fn from_row(row: &dyn RowReader) -> Result<Self, DecodeError> {
        T::read(row, 0)
    }
}

impl FromRow for Row {
    fn from_row(row: &dyn RowReader) -> Result<Self, DecodeError> {
        Row::read(row, &mut None)
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: SqlType),+> FromRow for ($($name,)+) {
            fn from_row(row: &dyn RowReader) -> Result<Self, DecodeError> {
                Ok(($($name::read(row, $index)?,)+))
            }
        }
    };
}

crate::each_tuple!(tuple);
