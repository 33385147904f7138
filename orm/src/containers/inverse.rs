//! Which containers can be the two sides of one relationship: what `back_populates` is checked against.

use orm_core::relationship::{Inverse, ManyToMany};

use super::{BelongsTo, HasMany, HasOne, WriteOnly};
use crate::instance::Model;

macro_rules! inverse {
    ($($many:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: Model> Inverse<M, $many<T>> for BelongsTo<M> {}
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: Model> Inverse<M, $many<T>> for BelongsTo<Option<M>> {}
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: Model> Inverse<M, BelongsTo<T>> for $many<M> {}
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: Model> Inverse<M, BelongsTo<Option<T>>> for $many<M> {}
    )*};
}

inverse!(HasMany HasOne WriteOnly);

#[diagnostic::do_not_recommend]
impl<M: Model> ManyToMany<M> for HasMany<M> {}
#[diagnostic::do_not_recommend]
impl<M: Model> ManyToMany<M> for WriteOnly<M> {}
