//! [`Sought`]: what was asked for where there is no row, or several.

use std::borrow::Cow;
use std::fmt;

use crate::schema::Table;

/// Which query it was that found no row, or several: a part of [`Error::NoResultFound`](crate::Error::NoResultFound) and
/// [`Error::MultipleResultsFound`](crate::Error::MultipleResultsFound).
///
/// ```
/// use orm_core::Error;
/// use orm_core::error::Sought;
///
/// let error = Error::NoResultFound(Sought::of("Account").with_key("7"));
/// assert_eq!(error.to_string(), "no row was found when one was required: `Account` 7");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sought {
    /// The model, where it was rows of one.
    pub model: Option<Cow<'static, str>>,
    /// The primary key, where it was that of one row.
    pub key: Option<String>,
    /// The statement.
    pub statement: Option<String>,
}

impl Sought {
    /// A row of a model.
    pub fn of(model: impl Into<Cow<'static, str>>) -> Self {
        Sought { model: Some(model.into()), ..Sought::default() }
    }

    /// What a statement was to find, which is about this table if it is about one.
    pub fn by(statement: Option<&str>, table: Option<&Table>) -> Self {
        Sought { model: table.map(|table| table.model.clone()), key: None, statement: statement.map(str::to_owned) }
    }

    /// Adds the primary key.
    #[must_use]
    pub fn with_key(self, key: impl Into<String>) -> Self {
        Sought { key: Some(key.into()), ..self }
    }
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(model) = &self.model {
            write!(f, ": `{model}`")?;
        }
        if let Some(key) = &self.key {
            write!(f, " {key}")?;
        }
        if let Some(statement) = &self.statement {
            write!(f, "\n  in: {statement}")?;
        }
        Ok(())
    }
}
