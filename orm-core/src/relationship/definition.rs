//! [`RelationshipDef`]: what a relationship field means.

use std::fmt;

use super::{Cascade, Relationship};
use crate::expr::{Expr, IntoExpr, OrderBy};
use crate::model::Mapped;
use crate::schema::Table;

/// Which side a relationship is, and how many it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationshipKind {
    /// Many-to-one: this table has the foreign key.
    BelongsTo,
    /// One-to-one: the other table has the foreign key.
    HasOne,
    /// One-to-many: the other table has the foreign key. Many-to-many: a table in between has both.
    HasMany,
}

/// Who sees to the children when a parent's row is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PassiveDeletes {
    /// The session: it loads them, and deletes or releases them.
    #[default]
    No,
    /// The database, as far as they are not loaded.
    Unloaded,
    /// The database alone.
    All,
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
    /// The column of the target, by index, in which the session keeps the place of each member of a collection.
    pub position: Option<usize>,
    /// The table in between, of a many-to-many relationship.
    pub secondary: Option<fn() -> &'static Table>,
    /// The condition that links the two, in place of a foreign key.
    pub primaryjoin: Option<fn() -> Expr<bool>>,
    /// Whether it is for reading only: nothing of it is ever written.
    pub viewonly: bool,
    /// Who sees to the children of a deleted row.
    pub passive_deletes: PassiveDeletes,
    /// Whether the database sees to the children of a row whose key changes; unless said, it does if the foreign key says so.
    pub passive_updates: Option<bool>,
    /// Whether its foreign key is written by an UPDATE of its own, after the INSERTs and before the DELETEs.
    pub post_update: bool,
    /// Whether what it leads to belongs to one owner at a time, and is deleted as an orphan.
    pub single_parent: bool,
    /// Whether the collection is never loaded as a whole.
    pub write_only: bool,
}

impl RelationshipDef {
    /// A relationship of model `M` to model `T`.
    pub fn new<M: Mapped, T: Mapped>(name: &'static str, kind: RelationshipKind) -> Self {
        Self::untyped(name, None, kind, M::NAME, (T::NAME, T::table))
    }

    fn untyped(
        name: &'static str,
        back_populates: Option<&'static str>,
        kind: RelationshipKind,
        owner: &'static str,
        (target_model, target): (&'static str, fn() -> &'static Table),
    ) -> Self {
        RelationshipDef {
            name,
            owner,
            target_model,
            kind,
            target,
            foreign_key: None,
            back_populates,
            cascade: Cascade::DEFAULT,
            order_by: None,
            position: None,
            secondary: None,
            primaryjoin: None,
            viewonly: false,
            passive_deletes: PassiveDeletes::No,
            passive_updates: None,
            post_update: false,
            single_parent: false,
            write_only: false,
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

    /// The one-to-many relationship that a model's constant names, whose collection is never loaded.
    pub fn write_only<M: Mapped, T: Mapped, C>(relationship: Relationship<M, T, C>) -> Self {
        RelationshipDef { write_only: true, ..Self::of(relationship, RelationshipKind::HasMany) }
    }

    fn of<M: Mapped, T: Mapped, C>(relationship: Relationship<M, T, C>, kind: RelationshipKind) -> Self {
        let (name, back_populates) = (relationship.name(), relationship.back_populates());
        Self::untyped(name, back_populates, kind, M::NAME, (T::NAME, T::table))
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

    /// Keeps the place of each member in a column of the target.
    pub fn position(mut self, column: usize) -> Self {
        self.position = Some(column);
        self
    }

    /// Goes through the table of `S`, which references both sides.
    pub fn secondary<S: Mapped>(mut self) -> Self {
        self.secondary = Some(S::table);
        self
    }

    /// Links the two by a condition. Equations between their columns are what is followed; the rest chooses among the target's rows.
    pub fn primaryjoin(mut self, condition: fn() -> Expr<bool>) -> Self {
        self.primaryjoin = Some(condition);
        self
    }

    /// Makes it a relationship that is only read.
    pub fn viewonly(mut self) -> Self {
        self.viewonly = true;
        self.cascade = Cascade::NONE;
        self
    }

    /// Leaves the children of deleted rows to the database.
    pub fn passive_deletes(mut self, passive: PassiveDeletes) -> Self {
        self.passive_deletes = passive;
        self
    }

    /// Says whether the database sees to the children of rows whose key changes.
    pub fn passive_updates(mut self, passive: bool) -> Self {
        self.passive_updates = Some(passive);
        self
    }

    /// Writes its foreign key by an UPDATE of its own.
    pub fn post_update(mut self) -> Self {
        self.post_update = true;
        self
    }

    /// Gives what it leads to one owner at a time.
    pub fn single_parent(mut self) -> Self {
        self.single_parent = true;
        self
    }

    /// The relationship on the other side.
    pub fn inverse(&self) -> Option<&'static RelationshipDef> {
        (self.target)().relationship_named(self.back_populates?)
    }
}

/// A condition as an expression: what the derive calls on the one it is given.
#[doc(hidden)]
pub fn join_condition(condition: impl IntoExpr<bool>) -> Expr<bool> {
    condition.into_expr()
}

impl fmt::Debug for RelationshipDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}: {:?} {}", self.owner, self.name, self.kind, self.target_model)
    }
}
