//! Dates and times.

#[cfg(feature = "chrono")]
use crate::expr::{Builtin, DatePart, DateUnit, Expr, IntoExpr, Lift, Node, Operators};
#[cfg(feature = "chrono")]
use crate::schema::ColumnType;
#[cfg(feature = "chrono")]
use crate::types::SqlType;

/// Today, in UTC.
#[cfg(feature = "chrono")]
pub fn current_date() -> Expr<chrono::NaiveDate> {
    Expr::from_node(Node::builtin(Builtin::CurrentDate, []))
}

/// The time of day, in UTC.
#[cfg(feature = "chrono")]
pub fn current_time() -> Expr<chrono::NaiveTime> {
    Expr::from_node(Node::builtin(Builtin::CurrentTime, []))
}

/// A date, or a date with a time.
#[cfg(feature = "chrono")]
#[diagnostic::on_unimplemented(message = "this is for dates, not for `{Self}`", label = "a `{Self}` is no date")]
pub trait DateType: SqlType {
    /// Whether it has a time.
    const HAS_TIME: bool;
}

#[cfg(feature = "chrono")]
macro_rules! dates {
    ($($ty:ty => $has_time:literal;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl DateType for $ty {
            const HAS_TIME: bool = $has_time;
        }

        #[diagnostic::do_not_recommend]
        impl DateType for Option<$ty> {
            const HAS_TIME: bool = $has_time;
        }
    )*};
}

#[cfg(feature = "chrono")]
dates! {
    chrono::NaiveDate => false;
    chrono::NaiveDateTime => true;
    chrono::DateTime<chrono::Utc> => true;
}

/// Operators of dates and times.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::expr::{DateOperators, DatePart, DateUnit};
///
/// let per_year = select((User::created_at.extract(DatePart::Year), func::count(User::id)))
///     .group_by(User::created_at.extract(DatePart::Year));
/// assert!(sql(per_year).contains("strftime('%Y'"));
/// let recent = select(User::id).filter(User::created_at.gt(User::created_at.add(-7, DateUnit::Day)));
/// assert!(sql(recent).contains("days"));
/// ```
#[cfg(feature = "chrono")]
pub trait DateOperators: Operators
where
    Self::Type: DateType,
{
    /// A part of the date, as a number; of an instant, in UTC.
    fn extract(self, part: DatePart) -> Expr<<Self::Type as Lift>::With<i64>>
    where
        Self::Type: Lift,
    {
        Expr::from_node(Node::builtin(Builtin::Extract(part), [in_utc::<Self::Type>(self.operand())]))
    }

    /// So many units later, or earlier, if negative; of an instant, by the calendar in UTC. A date takes years, months and days.
    fn add(self, count: impl IntoExpr<i32>, unit: DateUnit) -> Expr<Self::Type> {
        let op = if Self::Type::HAS_TIME { Builtin::TimeAdd(unit) } else { Builtin::DateAdd(unit) };
        let later = Node::builtin(op, [in_utc::<Self::Type>(self.operand()), count.into_expr().into_node()]);
        Expr::from_node(in_utc::<Self::Type>(later))
    }

    /// The beginning of the unit that the date is in; of an instant, in UTC. A date takes years and months.
    fn truncate(self, unit: DateUnit) -> Expr<Self::Type> {
        let whole = Node::builtin(Builtin::Truncate(unit), [in_utc::<Self::Type>(self.operand())]);
        Expr::from_node(if Self::Type::HAS_TIME {
            in_utc::<Self::Type>(whole)
        } else {
            Node::builtin(Builtin::DateOf, [whole])
        })
    }

    /// The date without the time; of an instant, in UTC.
    fn date(self) -> Expr<<Self::Type as Lift>::With<chrono::NaiveDate>>
    where
        Self::Type: Lift,
    {
        Expr::from_node(Node::builtin(Builtin::DateOf, [in_utc::<Self::Type>(self.operand())]))
    }

    /// Whole days from `other` to this, by the calendar; of instants, in UTC.
    fn days_since(self, other: impl IntoExpr<<Self::Type as SqlType>::Base>) -> Expr<Option<i64>> {
        let days = [self.operand(), other.into_expr().into_node()].map(in_utc::<Self::Type>);
        Expr::from_node(Node::builtin(Builtin::DaysBetween, days))
    }

    /// Whole seconds from `other` to this.
    fn seconds_since(self, other: impl IntoExpr<<Self::Type as SqlType>::Base>) -> Expr<Option<i64>> {
        Expr::from_node(Node::builtin(Builtin::SecondsBetween, [self.operand(), other.into_expr().into_node()]))
    }
}

#[cfg(feature = "chrono")]
impl<E: Operators> DateOperators for E where E::Type: DateType {}

/// An instant as date and time in UTC, and back: the database would take the zone of the session.
#[cfg(feature = "chrono")]
pub(crate) fn in_utc<T: SqlType>(node: Node) -> Node {
    if T::TYPE == ColumnType::Timestamp { Node::builtin(Builtin::AtUtc, [node]) } else { node }
}
