//! [`RelationshipDef`]: what a relationship field means.

use std::fmt;

use super::{Cascade, Relationship};
use crate::expr::OrderBy;
use crate::model::Mapped;
use crate::schema::Table;

/// Which side a relationship is, and how many it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationshipKind {
    /// Many-to-one: this table has the foreign key.
    BelongsTo,
    /// One-to-one: the other table has the foreign key.
    HasOne,
    /// One-to-many: the other table has the foreign key.
    HasMany,
}

/// A relationship of a model, as its [`Table`] knows it.
#[derive(Clone)]
#[non_exhaustive]
pub struct RelationshipDef {
    /// Name of the field.
    pub name: &'static str,
    /// Name of the model that has the field.
    pub owner: &'static str,
    /// Name of the model it leads to.
    pub target_model: &'static str,
    /// Side and number.
    pub kind: RelationshipKind,
    /// The table it leads to.
    pub target: fn() -> &'static Table,
    /// A column of the foreign key it follows, where several could be meant.
    pub foreign_key: Option<&'static str>,
    /// The field of the target that is the other side.
    pub back_populates: Option<&'static str>,
    /// What the session does along it.
    pub cascade: Cascade,
    /// Order in which a collection is loaded.
    pub order_by: Option<fn() -> Vec<OrderBy>>,
}

impl RelationshipDef {
    /// A relationship of model `M` to model `T`.
    pub fn new<M: Mapped, T: Mapped>(name: &'static str, kind: RelationshipKind) -> Self {
        RelationshipDef {
            name,
            owner: M::NAME,
            target_model: T::NAME,
            kind,
            target: T::table,
            foreign_key: None,
            back_populates: None,
            cascade: Cascade::DEFAULT,
            order_by: None,
        }
    }

    /// The many-to-one relationship that a model's constant names.
    pub fn belongs_to<M: Mapped, T: Mapped, C>(relationship: Relationship<M, T, C>) -> Self {
        Self::of(relationship, RelationshipKind::BelongsTo)
    }

    /// The one-to-one relationship that a model's constant names.
    pub fn has_one<M: Mapped, T: Mapped, C>(relationship: Relationship<M, T, C>) -> Self {
        Self::of(relationship, RelationshipKind::HasOne)
    }

    /// The one-to-many relationship that a model's constant names.
    pub fn has_many<M: Mapped, T: Mapped, C>(relationship: Relationship<M, T, C>) -> Self {
        Self::of(relationship, RelationshipKind::HasMany)
    }

    fn of<M: Mapped, T: Mapped, C>(relationship: Relationship<M, T, C>, kind: RelationshipKind) -> Self {
        let back_populates = relationship.back_populates();
        RelationshipDef { back_populates, ..RelationshipDef::new::<M, T>(relationship.name(), kind) }
    }

    /// Names a column of the foreign key.
    pub fn foreign_key(mut self, column: &'static str) -> Self {
        self.foreign_key = Some(column);
        self
    }

    /// Names the other side.
    pub fn back_populates(mut self, field: &'static str) -> Self {
        self.back_populates = Some(field);
        self
    }

    /// Sets the cascades.
    pub fn cascade(mut self, cascade: Cascade) -> Self {
        self.cascade = cascade;
        self
    }

    /// Sets the order in which a collection is loaded.
    pub fn order_by(mut self, order: fn() -> Vec<OrderBy>) -> Self {
        self.order_by = Some(order);
        self
    }
}

impl fmt::Debug for RelationshipDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}: {:?} {}", self.owner, self.name, self.kind, self.target_model)
    }
}
