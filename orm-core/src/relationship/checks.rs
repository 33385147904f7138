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

/// Fails to compile unless `other` leads back from `T` to `M`.
pub const fn check_inverse<M, T, C, D: Inverse<M, C>, X>(
    _this: &Relationship<M, T, C>,
    _other: &Relationship<T, X, D>,
) {
}

/// Fails to compile unless both columns store the same type, NULL aside.
pub const fn same_column_type<M, A, N, B>(_foreign_key: &Column<M, A>, _target: &Column<N, B>)
where
    A: SqlType,
    B: SqlType<Base = A::Base>,
{
}

/// Whether two names are the same, in a constant.
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
