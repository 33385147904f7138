//! Operators of ranges. PostgreSQL only.

use super::{Builtin, Expr, IntoExpr, Node, Operators};
use crate::types::{PgRange, RangeElement, SqlType};

/// A range, NULL aside.
#[diagnostic::on_unimplemented(message = "this is for ranges, not for `{Self}`", label = "a `{Self}` is no range")]
pub trait RangeType: SqlType {
    /// The type of its bounds.
    type Element: RangeElement;
}

#[diagnostic::do_not_recommend]
impl<T: RangeElement> RangeType for PgRange<T> {
    type Element = T;
}

type Base<E> = <<E as Operators>::Type as SqlType>::Base;
type Element<E> = <Base<E> as RangeType>::Element;

/// Operators of range columns and expressions. PostgreSQL only.
///
/// ```
/// use orm::core::dialect::Dialect;
/// use orm::core::expr::RangeOperators;
/// use orm::core::statement::Statement;
/// use orm::core::types::PgRange;
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// pub struct Booking {
///     #[column(primary_key)]
///     pub id: i64,
///     pub nights: PgRange<NaiveDate>,
/// }
///
/// let (arrival, departure) = (NaiveDate::from_ymd_opt(2024, 2, 28), NaiveDate::from_ymd_opt(2024, 3, 2));
/// let wanted = PgRange::from(arrival.unwrap()..departure.unwrap());
/// let taken = select(Booking::id).filter(Booking::nights.overlaps_range(wanted));
/// assert!(taken.compile(&Dialect::POSTGRES)?[0].sql.contains(r#""nights" && $1::DATERANGE"#));
/// assert!(taken.compile(&Dialect::SQLITE).is_err());
/// # Ok::<(), orm::Error>(())
/// ```
pub trait RangeOperators: Operators
where
    Base<Self>: RangeType,
{
    /// Whether the value is in the range: `@>`.
    fn contains_value(self, value: impl IntoExpr<Element<Self>>) -> Expr<bool> {
        with(Builtin::RangeContains, self, value.into_expr().into_node())
    }

    /// Whether all values of `other` are in the range: `@>`.
    fn contains_range(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        with(Builtin::RangeContains, self, other.into_expr().into_node())
    }

    /// Whether all values of the range are in `other`: `<@`.
    fn within_range(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        with(Builtin::RangeContainedBy, self, other.into_expr().into_node())
    }

    /// Whether the two have values in common: `&&`.
    fn overlaps_range(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        with(Builtin::RangeOverlaps, self, other.into_expr().into_node())
    }

    /// Whether one begins where the other ends: `-|-`.
    fn adjacent_to(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        with(Builtin::RangeAdjacent, self, other.into_expr().into_node())
    }

    /// The values that are in both: `*`.
    fn range_intersection(self, other: impl IntoExpr<Base<Self>>) -> Expr<Self::Type> {
        with(Builtin::RangeIntersection, self, other.into_expr().into_node())
    }

    /// The lower bound; NULL if there is none.
    fn range_lower(self) -> Expr<Option<Element<Self>>> {
        Expr::from_node(Node::builtin(Builtin::RangeLower, [self.operand()]))
    }

    /// The upper bound; NULL if there is none.
    fn range_upper(self) -> Expr<Option<Element<Self>>> {
        Expr::from_node(Node::builtin(Builtin::RangeUpper, [self.operand()]))
    }

    /// Whether no value is in the range.
    fn range_is_empty(self) -> Expr<bool> {
        Expr::from_node(Node::builtin(Builtin::RangeIsEmpty, [self.operand()]))
    }
}

fn with<T>(op: Builtin, range: impl Operators, other: Node) -> Expr<T> {
    Expr::from_node(Node::builtin(op, [range.operand(), other]))
}

impl<E: Operators> RangeOperators for E where Base<E>: RangeType {}
