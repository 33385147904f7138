//! SQL functions: `func::count(Post::id)`, `func::lower(User::name)`, `func::now()`.

use super::{Expr, FunctionCall, IntoExpr, Node, Operators, TextType};
#[cfg(feature = "chrono")]
use crate::error::DecodeError;
#[cfg(feature = "chrono")]
use crate::row::RowReader;
#[cfg(feature = "chrono")]
use crate::statement::{SelectItem, Selectable};
use crate::types::{Numeric, SqlType};

type Base<E> = <<E as Operators>::Type as SqlType>::Base;

fn call<T>(name: &'static str, args: Vec<Node>) -> Expr<T> {
    Expr::from_node(Node::Function(FunctionCall { name, args, distinct: false }))
}

/// Number of rows in which the expression is not NULL.
pub fn count<E: Operators>(expr: E) -> Expr<i64> {
    call("count", vec![expr.operand()])
}

/// Number of different values of the expression, NULL aside.
pub fn count_distinct<E: Operators>(expr: E) -> Expr<i64> {
    Expr::from_node(Node::Function(FunctionCall { name: "count", args: vec![expr.operand()], distinct: true }))
}

/// Number of rows: `count(*)`.
pub fn count_all() -> Expr<i64> {
    call("count", vec![Node::Star])
}

/// Sum of the values; `None` of no rows.
pub fn sum<E: Operators, S>(expr: E) -> Expr<Option<S>>
where
    Base<E>: Numeric<Sum = S>,
{
    call("sum", vec![expr.operand()])
}

/// Mean of the values; `None` of no rows.
pub fn avg<E: Operators, A>(expr: E) -> Expr<Option<A>>
where
    Base<E>: Numeric<Avg = A>,
{
    call("avg", vec![expr.operand()])
}

/// Smallest value; `None` of no rows.
pub fn min<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    call("min", vec![expr.operand()])
}

/// Largest value; `None` of no rows.
pub fn max<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    call("max", vec![expr.operand()])
}

/// The text in lower case.
pub fn lower<E: Operators>(expr: E) -> Expr<E::Type>
where
    E::Type: TextType,
{
    call("lower", vec![expr.operand()])
}

/// The text in upper case.
pub fn upper<E: Operators>(expr: E) -> Expr<E::Type>
where
    E::Type: TextType,
{
    call("upper", vec![expr.operand()])
}

/// The expression, or `fallback` where it is NULL.
pub fn coalesce<E: Operators>(expr: E, fallback: impl IntoExpr<Base<E>>) -> Expr<Base<E>> {
    call("coalesce", vec![expr.operand(), fallback.into_expr().into_node()])
}

/// The current time. Compares with `DateTime<Utc>` and `NaiveDateTime` columns, in UTC.
pub fn now() -> Now {
    Now
}

/// The current time, as [`now`] gives it; an expression of any date-and-time type.
#[derive(Clone, Copy, Debug)]
pub struct Now;

#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl IntoExpr<chrono::DateTime<chrono::Utc>> for Now {
    fn into_expr(self) -> Expr<chrono::DateTime<chrono::Utc>> {
        Expr::from_node(Node::Now)
    }
}

#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl IntoExpr<chrono::NaiveDateTime> for Now {
    fn into_expr(self) -> Expr<chrono::NaiveDateTime> {
        Expr::from_node(Node::Now)
    }
}

/// Selected, it is an instant.
#[cfg(feature = "chrono")]
impl Selectable for Now {
    type Row = chrono::DateTime<chrono::Utc>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Node(Node::Now));
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError> {
        IntoExpr::<Self::Row>::into_expr(*self).decode(row, at)
    }
}
