//! Window functions; `.over(window())` says which rows they see.

use super::named;
use crate::expr::{Expr, Node, Operators};
use crate::types::SqlType;
use crate::value::Value;

macro_rules! without_arguments {
    ($($(#[$doc:meta])* $name:ident -> $result:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name() -> Expr<$result> {
            named(stringify!($name), Vec::new())
        }
    )*};
}

without_arguments! {
    /// The row's number in its window, from 1.
    row_number -> i64;
    /// The row's rank: rows that are sorted equal have the same, and the next rank counts them all.
    rank -> i64;
    /// The row's rank: rows that are sorted equal have the same, and the next rank is one more.
    dense_rank -> i64;
    /// The row's rank as a fraction of the window.
    percent_rank -> f64;
    /// The fraction of the window that is sorted up to the row.
    cume_dist -> f64;
}

type Base<E> = <<E as Operators>::Type as SqlType>::Base;

/// The number of the row's part, when the window is cut into `parts`.
pub fn ntile(parts: u32) -> Expr<i64> {
    named("ntile", vec![count(parts)])
}

/// The value `rows` before the row; `None` if there are not so many.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::expr::window;
/// let growth = Post::views - func::coalesce(func::lag(Post::views, 1).over(window().order_by(Post::id)), 0);
/// assert!(sql(select(growth)).contains(r#"lag("posts"."views", ?) OVER (ORDER BY "posts"."id")"#));
/// ```
pub fn lag<E: Operators>(expr: E, rows: u32) -> Expr<Option<Base<E>>> {
    named("lag", vec![expr.operand(), count(rows)])
}

/// The value `rows` after the row; `None` if there are not so many.
pub fn lead<E: Operators>(expr: E, rows: u32) -> Expr<Option<Base<E>>> {
    named("lead", vec![expr.operand(), count(rows)])
}

/// The value of the frame's first row.
pub fn first_value<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    named("first_value", vec![expr.operand()])
}

/// The value of the frame's last row.
pub fn last_value<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    named("last_value", vec![expr.operand()])
}

/// The value of the frame's row number `n`, from 1.
pub fn nth_value<E: Operators>(expr: E, n: u32) -> Expr<Option<Base<E>>> {
    named("nth_value", vec![expr.operand(), count(n)])
}

fn count(rows: u32) -> Node {
    Node::Value(Value::I32(i32::try_from(rows).unwrap_or(i32::MAX)))
}
