//! [`IntoList`]: lists of values.

use crate::types::SqlType;
use crate::value::Value;

/// What [`in_`](super::Operators::in_) looks into: any collection of values of type `T`, owned or borrowed.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let names = vec!["Alice".to_owned(), "Bob".to_owned()];
/// let found = select(User::id).filter(User::name.in_(&names));
/// assert_eq!(sql(found), sql(select(User::id).filter(User::name.in_(["Alice", "Bob"]))));
/// ```
#[diagnostic::on_unimplemented(message = "expected a list of `{T}`, found `{Self}`", label = "not a list of `{T}`")]
pub trait IntoList<T> {
    /// The values.
    fn into_list(self) -> Vec<Value>;
}

#[diagnostic::do_not_recommend]
impl<T, I: IntoIterator<Item: ListItem<T>>> IntoList<T> for I {
    fn into_list(self) -> Vec<Value> {
        self.into_iter().map(ListItem::item).collect()
    }
}

/// What can be in a list of values of type `T`.
pub trait ListItem<T> {
    /// The value.
    fn item(self) -> Value;
}

impl<T: SqlType<Base = T>> ListItem<T> for T {
    fn item(self) -> Value {
        self.bound()
    }
}

impl<T: SqlType<Base = T>> ListItem<T> for &T {
    fn item(self) -> Value {
        self.to_value()
    }
}

impl ListItem<String> for &str {
    fn item(self) -> Value {
        Value::from(self)
    }
}

// As an iterator over a slice of them gives.
impl ListItem<String> for &&str {
    fn item(self) -> Value {
        Value::from(*self)
    }
}

impl ListItem<Vec<u8>> for &[u8] {
    fn item(self) -> Value {
        Value::from(self)
    }
}
