//! [`IntoListItem`]: what a list of values can be made of.

use crate::types::SqlType;
use crate::value::Value;

/// What can be in the list of [`in_`](super::Operators::in_) where values of type `T` are wanted: those values, owned or
/// borrowed.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let names = vec!["Alice".to_owned(), "Bob".to_owned()];
/// let found = select(User::id).filter(User::name.in_(&names));
/// assert_eq!(sql(found), sql(select(User::id).filter(User::name.in_(["Alice", "Bob"]))));
/// ```
#[diagnostic::on_unimplemented(message = "expected a value for a `{T}`, found `{Self}`", label = "expected a `{T}`")]
pub trait IntoListItem<T> {
    /// The value.
    fn into_item(self) -> Value;
}

/// What makes a type [`IntoListItem`]. Because it is a trait of its own, the compiler's message about anything else is short.
pub trait ListItem<T> {
    /// The value.
    fn item(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T, V: ListItem<T>> IntoListItem<T> for V {
    fn into_item(self) -> Value {
        self.item()
    }
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
