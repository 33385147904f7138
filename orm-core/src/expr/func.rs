//! SQL functions: `func::count(Post::id)`, `func::lower(User::name)`, `func::now()`.
//!
//! A function whose name or arguments differ between databases is spelt as each of them does. Functions that are not here are
//! called by name with [`call`].

mod aggregate;
mod call;
mod date;
mod math;
mod now;
mod text;
mod window;

pub use aggregate::{
    array_agg, avg, bool_and, bool_or, count, count_all, count_distinct, max, min, percentile_cont, string_agg, sum,
};
#[cfg(feature = "json")]
pub use aggregate::{json_agg, json_object_agg};
pub use call::{Args, IntoArg, call, coalesce, greatest, least, nullif};
#[cfg(feature = "chrono")]
pub(crate) use date::in_utc;
#[cfg(feature = "chrono")]
pub use date::{DateOperators, DateType, current_date, current_time};
pub use math::{
    BitOperators, abs, ceil, exp, floor, floor_div, ln, power, random, round, round_to, sign, sqrt, true_div,
};
pub use now::{Now, now};
pub use text::{concat_ws, left, length, lower, ltrim, position, replace, right, rtrim, substr, trim, upper};
pub use window::{
    cume_dist, dense_rank, first_value, lag, last_value, lead, nth_value, ntile, percent_rank, rank, row_number,
};

use super::{Call, Expr, Node, Operators};
use crate::types::SqlType;

type Base<E> = <<E as Operators>::Type as SqlType>::Base;

fn named<T>(name: &'static str, args: Vec<Node>) -> Expr<T> {
    Expr::from_node(Call::named(name, args).into())
}
