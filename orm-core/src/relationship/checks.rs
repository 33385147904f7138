//! Checks of relationships and foreign keys that the compiler makes, from constants that the derive emits.

use super::Relationship;
use crate::expr::Column;
use crate::model::Mapped;
use crate::types::SqlType;

/// Holds when a container on one side can be the other side of container `C`. `M` owns the field whose other side `Self` is.
#[diagnostic::on_unimplemented(
    message = "`back_populates` must name the relationship that leads back to `{M}`, and this one is a `{Self}`",
    label = "does not lead back to `{M}`",
    note = "the other side of a `HasMany` or `HasOne` is a `BelongsTo`, and the other way round"
)]
pub trait Inverse<M, C> {}

/// Whether `other` says that `this` is its other side. Fails to compile unless it leads back from `T` to `M`.
///
/// `siblings` are the names of the other relationships of `M`. If `other` names none of them it names nothing, which the
/// check of `other` itself reports; one mistake is to be one error.
pub const fn check_inverse<M, T, C, D: Inverse<M, C>, X>(
    this: Relationship<M, T, C>,
    other: Relationship<T, X, D>,
    siblings: &[&str],
) -> bool {
    match other.back_populates() {
        Some(name) => same_name(name, this.name()) || !contains(siblings, name),
        None => false,
    }
}

/// Holds for the container on either side of a many-to-many relationship.
#[diagnostic::on_unimplemented(
    message = "the other side of a many-to-many relationship is a `HasMany` too, and this is a `{Self}`",
    label = "not the other side of a many-to-many relationship"
)]
pub trait ManyToMany<M> {}

/// As [`check_inverse`], for the two sides of a many-to-many relationship.
pub const fn check_many_to_many<M, T, C, D: ManyToMany<M>, X>(
    this: Relationship<M, T, C>,
    other: Relationship<T, X, D>,
    siblings: &[&str],
) -> bool {
    match other.back_populates() {
        Some(name) => same_name(name, this.name()) || !contains(siblings, name),
        None => false,
    }
}

/// Holds when a column of type `A` can reference a column of type `Self`: NULL aside, they are the same.
#[diagnostic::on_unimplemented(
    message = "a foreign key of type `{A}` cannot reference a column of type `{Self}`",
    label = "this column is a `{Self}`, the foreign key is a `{A}`"
)]
pub trait ReferencedBy<A> {}

#[diagnostic::do_not_recommend]
impl<T> ReferencedBy<T> for T {}
#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> ReferencedBy<Option<T>> for T {}
#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> ReferencedBy<T> for Option<T> {}

/// The name of the column that a foreign key references. Fails to compile unless both store the same type, NULL aside.
pub const fn referenced_column<M, A, N, B: ReferencedBy<A>>(
    _foreign_key: Column<M, A>,
    target: Column<N, B>,
) -> &'static str {
    target.name()
}

/// Whether two names are the same, in a constant.
#[doc(hidden)]
pub const fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// How many foreign keys lead from `Child` to `Parent`, in a constant.
#[doc(hidden)]
pub const fn foreign_key_candidates<Child: Mapped, Parent: Mapped>() -> usize {
    let keys = Child::FOREIGN_KEYS;
    let (mut i, mut count) = (0, 0);
    while i < keys.len() {
        if same_name(keys[i].table, Parent::TABLE) {
            count += 1;
        }
        i += 1;
    }
    count
}

/// Whether a column is (part of) a foreign key to `Parent`, in a constant. Fails to compile unless it is `Child`'s.
#[doc(hidden)]
pub const fn leads_to<Child: Mapped, Parent: Mapped, T>(column: Column<Child, T>) -> bool {
    let keys = Child::FOREIGN_KEYS;
    let mut i = 0;
    while i < keys.len() {
        if same_name(keys[i].table, Parent::TABLE) && has(keys[i].columns, column.index()) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether a column is (part of) the primary key of `Target`, in a constant.
#[doc(hidden)]
pub const fn is_key_of<Target: Mapped, M: Mapped, T>(column: Column<M, T>) -> bool {
    same_name(Target::TABLE, M::TABLE) && has(M::KEY_COLUMNS, column.index())
}

const fn has(columns: &[usize], column: usize) -> bool {
    let mut i = 0;
    while i < columns.len() {
        if columns[i] == column {
            return true;
        }
        i += 1;
    }
    false
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut i = 0;
    while i < names.len() {
        if same_name(names[i], name) {
            return true;
        }
        i += 1;
    }
    false
}
