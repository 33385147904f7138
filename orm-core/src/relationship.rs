//! Relationships: the typed constant `User::posts` and the metadata behind it.
//!
//! A [`Relationship`] only names a field; what it means is in the [`RelationshipDef`] of the owner's table:
//! which foreign key it follows, from which side, and what the unit of work does along it. Relationships are keyed
//! by field, never by target type, so two foreign keys to one table are two relationships.

mod association;
mod cascade;
mod checks;
mod definition;
mod pairs;
mod position;
mod predicate;
mod primaryjoin;

use std::fmt;
use std::marker::PhantomData;

pub use association::Association;
pub use cascade::Cascade;
pub use checks::{
    Inverse, ManyToMany, ReferencedBy, check_inverse, check_many_to_many, foreign_key_candidates, is_key_of, leads_to,
    referenced_column, same_name,
};
pub use definition::{PassiveDeletes, RelationshipDef, RelationshipKind, join_condition};
pub use pairs::{JoinColumns, foreign_key_between};
pub use position::{Position, position_of};
pub use predicate::{HeldIn, ToMany, ToOne};

use crate::error::{Error, Result};
use crate::model::Mapped;

/// A relationship of model `M` to model `T`, held in a container of type `C`. The derive emits one constant per relationship field.
pub struct Relationship<M, T, C> {
    name: &'static str,
    back_populates: Option<&'static str>,
    get: fn(&M) -> &C,
    target: PhantomData<fn() -> T>,
}

impl<M, T, C> Relationship<M, T, C> {
    /// The relationship of the field `name`, read by `get`.
    pub const fn new(name: &'static str, back_populates: Option<&'static str>, get: fn(&M) -> &C) -> Self {
        Relationship { name, back_populates, get, target: PhantomData }
    }

    /// The field's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The field of the target that is the other side.
    pub const fn back_populates(&self) -> Option<&'static str> {
        self.back_populates
    }

    /// The container in an instance.
    pub fn container<'m>(&self, instance: &'m M) -> &'m C {
        (self.get)(instance)
    }
}

impl<M: Mapped, T: Mapped, C> Relationship<M, T, C> {
    /// What the relationship means.
    ///
    /// # Errors
    /// When the table of `M` does not know it, which the derive rules out.
    pub fn definition(&self) -> Result<&'static RelationshipDef> {
        M::table().relationship_named(self.name).ok_or_else(|| Error::no_relationship(M::NAME, self.name))
    }
}

impl<M, T, C> Clone for Relationship<M, T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, C> Copy for Relationship<M, T, C> {}

impl<M: Mapped, T, C> fmt::Debug for Relationship<M, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", M::NAME, self.name)
    }
}
