//! [`IntoInstance`]: what "a new thing" can be given as.

use orm_core::model::Buildable;

use super::{Instance, Model};

/// What can be given where an instance is wanted: a model value, its builder once every required column is set, or an instance.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new instance of a model",
    label = "not an instance",
    note = "give a model value, a builder on which every required column is set, or an instance"
)]
pub trait IntoInstance {
    /// The model.
    type Model: Model;

    /// The instance.
    fn into_instance(self) -> Instance<Self::Model>;
}

impl<B: Buildable<Model: Model>> IntoInstance for B {
    type Model = B::Model;

    fn into_instance(self) -> Instance<B::Model> {
        Instance::new(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoInstance for Instance<M> {
    type Model = M;

    fn into_instance(self) -> Instance<M> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoInstance for &Instance<M> {
    type Model = M;

    fn into_instance(self) -> Instance<M> {
        self.clone()
    }
}
