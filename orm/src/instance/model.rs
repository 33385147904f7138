//! [`Model`]: a mapped struct that a session can work with.

use orm_core::Mapped;

use super::Container;

/// A struct mapped to a table, with relationship containers. Implemented by `#[derive(Model)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(Model)]` to the struct"
)]
pub trait Model: Mapped {
    /// The relationship containers, in the order of the table's relationships.
    #[doc(hidden)]
    const CONTAINERS: &'static [fn(&Self) -> &dyn Container];

    /// The next version of an instance: columns are cloned, relationship containers shared.
    #[doc(hidden)]
    fn share(&self) -> Self;

    /// The relationship container at `index`; `None` past the last.
    #[doc(hidden)]
    fn container(&self, index: usize) -> Option<&dyn Container> {
        Self::CONTAINERS.get(index).map(|container| container(self))
    }
}
