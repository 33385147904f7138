//! Which containers can be the two sides of one relationship: what `back_populates` is checked against.

use orm_core::relationship::Inverse;

use super::{BelongsTo, HasMany, HasOne};
use crate::model::Model;

macro_rules! inverse {
    ($($many:ident)*) => {$(
        impl<M: Model, T: Model> Inverse<M, $many<T>> for BelongsTo<M> {}
        impl<M: Model, T: Model> Inverse<M, $many<T>> for BelongsTo<Option<M>> {}
        impl<M: Model, T: Model> Inverse<M, BelongsTo<T>> for $many<M> {}
        impl<M: Model, T: Model> Inverse<M, BelongsTo<Option<T>>> for $many<M> {}
    )*};
}

inverse!(HasMany HasOne);
