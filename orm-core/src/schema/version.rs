//! [`Version`]: how a column that counts the writes of its row gets its next value.

use super::SchemaExpr;
use crate::expr::Node;
use crate::row::Row;
use crate::types::{Integer, SqlType};
use crate::value::Value;

/// A type that a version can count in: the integers.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` does not count; say what makes the next one: `version = ..`",
    label = "not an integer"
)]
pub trait Counts {}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base: Integer>> Counts for T {}

/// How the next value of a version column is made. The flush of a session writes it with every UPDATE of a row, and writes only where
/// the row still has the value that was read.
///
/// ```
/// use orm_core::schema::{ColumnDef, Version};
/// let version = ColumnDef::new::<i32>("version").version(Version::counter::<i32>());
/// assert!(version.version.is_some());
/// ```
#[derive(Clone, Debug)]
pub enum Version {
    /// 1 for a new row, one more for each UPDATE.
    Counter,
    /// A value that is made for each write.
    Made(SchemaExpr),
    /// A value that is made of the last one, which a new row has not; `None` where that cannot be told. [`after`](Self::after) reads it.
    After(fn(Option<&Value>) -> Option<Value>),
    /// A value that the database gives the row by itself, at each write: see [`server_onupdate`](super::ColumnDef::server_onupdate).
    Server,
}

impl Version {
    /// A counter, of an integer type.
    pub fn counter<T: Counts>() -> Self {
        Version::Counter
    }

    /// The value that `next` makes of the last one.
    ///
    /// ```
    /// use orm_core::schema::Version;
    /// let even = Version::After(|last| Version::after::<i64>(last, |last| last.map_or(0, |last| last + 2)));
    /// assert_eq!(even.next(Some(&4_i64.into())), Some(6_i64.into()));
    /// ```
    pub fn after<T: SqlType>(last: Option<&Value>, next: fn(Option<&T>) -> T) -> Option<Value> {
        let last = match last {
            Some(last) => Some(Row::new([], vec![last.clone()]).get::<T>(0).ok()?),
            None => None,
        };
        Some(next(last.as_ref()).bound())
    }

    /// The version after `last`; the first one without it. `None` if that cannot be told: what was made is no plain value, or only the
    /// database knows.
    pub fn next(&self, last: Option<&Value>) -> Option<Value> {
        match self {
            Version::Counter => Some(Value::I64(last.map_or(Some(0), Value::as_i64)?.checked_add(1)?)),
            Version::Made(make) => match make.make() {
                Node::Value(value) => Some(value),
                _ => None,
            },
            Version::After(next) => next(last),
            Version::Server => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;
    use crate::expr::Node;
    use crate::value::Value;

    #[test]
    fn counters_count_and_other_versions_are_made() {
        assert_eq!(Version::Counter.next(None), Some(Value::I64(1)));
        assert_eq!(Version::Counter.next(Some(&Value::I32(4))), Some(Value::I64(5)));
        assert_eq!(Version::Counter.next(Some(&Value::I64(i64::MAX))), None);
        let made = Version::Made((|| Node::Value(Value::I64(7))).into());
        assert_eq!(made.next(Some(&Value::I64(1))), Some(Value::I64(7)));
    }
}
