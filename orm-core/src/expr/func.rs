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
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::count(User::email))), r#"SELECT count("users"."email") FROM "users""#);
/// ```
pub fn count<E: Operators>(expr: E) -> Expr<i64> {
    call("count", vec![expr.operand()])
}

/// Number of different values of the expression, NULL aside.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::count_distinct(Post::user_id))), r#"SELECT count(DISTINCT "posts"."user_id") FROM "posts""#);
/// ```
pub fn count_distinct<E: Operators>(expr: E) -> Expr<i64> {
    Expr::from_node(Node::Function(FunctionCall { name: "count", args: vec![expr.operand()], distinct: true }))
}

/// Number of rows: `count(*)`.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::count_all()).select_from(User)), r#"SELECT count(*) FROM "users""#);
/// ```
///
/// It mentions no model: [`select_from`](crate::statement::Select::select_from) says of what, unless something else that is selected or joined does.
pub fn count_all() -> Expr<i64> {
    call("count", vec![Node::Star])
}

/// Sum of the values; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::sum(Post::views))), r#"SELECT sum("posts"."views") FROM "posts""#);
/// ```
pub fn sum<E: Operators, S>(expr: E) -> Expr<Option<S>>
where
    Base<E>: Numeric<Sum = S>,
{
    call("sum", vec![expr.operand()])
}

/// Mean of the values; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::avg(Post::views))), r#"SELECT avg("posts"."views") FROM "posts""#);
/// ```
pub fn avg<E: Operators, A>(expr: E) -> Expr<Option<A>>
where
    Base<E>: Numeric<Avg = A>,
{
    call("avg", vec![expr.operand()])
}

/// Smallest value; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::min(Post::title))), r#"SELECT min("posts"."title") FROM "posts""#);
/// ```
pub fn min<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    call("min", vec![expr.operand()])
}

/// Largest value; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::max(User::created_at))), r#"SELECT max("users"."created_at") FROM "users""#);
/// ```
pub fn max<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    call("max", vec![expr.operand()])
}

/// The text in lower case.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::lower(User::name))), r#"SELECT lower("users"."name") FROM "users""#);
/// ```
pub fn lower<E: Operators>(expr: E) -> Expr<E::Type>
where
    E::Type: TextType,
{
    call("lower", vec![expr.operand()])
}

/// The text in upper case.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::upper(User::email))), r#"SELECT upper("users"."email") FROM "users""#);
/// ```
pub fn upper<E: Operators>(expr: E) -> Expr<E::Type>
where
    E::Type: TextType,
{
    call("upper", vec![expr.operand()])
}

/// The expression, or `fallback` where it is NULL.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::coalesce(User::email, User::name))), r#"SELECT coalesce("users"."email", "users"."name") FROM "users""#);
/// let total = select(func::coalesce(func::sum(Post::views), 0)); // an i64, not an Option
/// assert_eq!(sql(total), r#"SELECT coalesce(sum("posts"."views"), ?) FROM "posts" -- 0"#);
/// ```
pub fn coalesce<E: Operators>(expr: E, fallback: impl IntoExpr<Base<E>>) -> Expr<Base<E>> {
    call("coalesce", vec![expr.operand(), fallback.into_expr().into_node()])
}

/// The current time. Compares with `DateTime<Utc>` and `NaiveDateTime` columns, in UTC.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert!(sql(select(User::id).filter(User::created_at.lt(func::now()))).ends_with(r#""users"."created_at" < CURRENT_TIMESTAMP"#));
/// ```
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
