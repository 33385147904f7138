//! [`RelationContainer`]: what reading a container gives.

use orm_core::error::NotLoaded;

use crate::instance::{Container, Model};

/// A container of instances of `T`, and what reading it gives.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `WriteOnly` collection is never loaded",
    label = "never loaded",
    note = "query its members: `session.scalars(owner.members.select()?)`"
)]
pub trait RelationContainer<T: Model>: Container {
    /// What reading it gives.
    type Value: Send;

    /// The content.
    ///
    /// # Errors
    /// [`NotLoaded`].
    fn value(&self) -> Result<Self::Value, NotLoaded>;
}
