//! [`Target`]: what a `BelongsTo` leads to, `T` or `Option<T>`.

use orm_core::error::NotLoaded;

use crate::instance::{Instance, Model};

/// The type parameter of a [`BelongsTo`](super::BelongsTo): a model, or an `Option` of one when the foreign key is nullable.
#[diagnostic::on_unimplemented(
    message = "`BelongsTo<{Self}>` does not lead to a model",
    note = "write `BelongsTo<T>`, or `BelongsTo<Option<T>>` when the foreign key is nullable, for a model `T`"
)]
pub trait Target: Send + Sync + 'static {
    /// The model.
    type Model: Model;
    /// What reading the relationship gives: an instance, or an `Option` of one.
    type Value: Send;

    /// What is read where there is, or is no, related instance.
    ///
    /// # Errors
    /// `missing`, when there must be one.
    fn value(found: Option<Instance<Self::Model>>, missing: NotLoaded) -> Result<Self::Value, NotLoaded>;
}

impl<M: Model> Target for M {
    type Model = M;
    type Value = Instance<M>;

    fn value(found: Option<Instance<M>>, missing: NotLoaded) -> Result<Instance<M>, NotLoaded> {
        found.ok_or(missing)
    }
}

impl<M: Model> Target for Option<M> {
    type Model = M;
    type Value = Option<Instance<M>>;

    fn value(found: Option<Instance<M>>, _missing: NotLoaded) -> Result<Option<Instance<M>>, NotLoaded> {
        Ok(found)
    }
}
