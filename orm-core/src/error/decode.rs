//! [`DecodeError`]: a cell that is not what was asked for.

use std::fmt;

use crate::schema::Table;

/// A cell of a row could not be read as the type asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    index: Option<usize>,
    column: Option<String>,
    reason: String,
}

impl DecodeError {
    fn at(index: usize, reason: String) -> Self {
        DecodeError { index: Some(index), column: None, reason }
    }

    /// NULL where none is allowed.
    pub fn null(index: usize) -> Self {
        Self::at(index, "it is NULL; read it as an `Option`".to_owned())
    }

    /// A number that the type cannot hold.
    pub fn out_of_range(index: usize, value: impl fmt::Display, ty: &str) -> Self {
        Self::at(index, format!("{value} does not fit in `{ty}`"))
    }

    /// A value of another type.
    pub fn mismatch(index: usize, expected: &str, found: impl Into<String>) -> Self {
        Self::at(index, format!("expected `{expected}`, found {}", found.into()))
    }

    /// A value that no Rust type holds: it is beyond what the type of its kind can be, or of a type that is not known.
    pub fn unheld(index: usize, found: impl fmt::Display) -> Self {
        Self::at(index, format!("no Rust type holds {found}; select it as text"))
    }

    /// A value of the right type that the Rust type does not take, and why.
    pub fn invalid(index: usize, ty: &str, reason: &str) -> Self {
        Self::at(index, format!("it is no `{ty}`: {reason}"))
    }

    /// Turns the error of element `n` of an array, read as a row, into one of the column `index` that holds the array.
    #[must_use]
    pub(crate) fn in_element(mut self, index: usize, n: usize) -> Self {
        self.index = Some(index);
        self.reason = format!("in element {n} of the array, {}", self.reason);
        self
    }

    /// A column beyond the last.
    pub fn missing(index: usize, len: usize) -> Self {
        Self::at(index, format!("the row has only {len} column(s)"))
    }

    /// A column name that the row does not have.
    pub fn no_such_column(name: &str) -> Self {
        DecodeError { index: None, column: Some(name.to_owned()), reason: "the row has no such column".to_owned() }
    }

    /// Names the column, for a row of `table` that starts at `at`.
    #[must_use]
    pub fn in_table(mut self, table: &Table, at: usize) -> Self {
        let column = self.index.and_then(|index| index.checked_sub(at)).and_then(|index| table.columns.get(index));
        if let Some(column) = column {
            self.column.get_or_insert_with(|| format!("{}::{}", table.model, column.field));
        }
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.column, self.index) {
            (Some(column), _) => write!(f, "cannot read column `{column}`: {}", self.reason),
            (None, Some(index)) => write!(f, "cannot read column {index} of the row: {}", self.reason),
            (None, None) => write!(f, "cannot read the row: {}", self.reason),
        }
    }
}

impl std::error::Error for DecodeError {}
