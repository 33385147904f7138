//! Aggregates, and what can be said of one: `.filter(..)`, `.distinct()`, `.sorted_by(..)`, `.within_group(..)`, `.over(..)`.

use std::borrow::Cow;

use super::{Base, named};
use crate::error::StatementError;
use crate::expr::{Aggregate, Call, Expr, Function, IntoExpr, IntoOrderBy, Node, Operators, TextType, Window};
use crate::schema::ColumnType;
use crate::types::{Numeric, SqlType};

/// Number of rows in which the expression is not NULL.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::count(User::email))), r#"SELECT count("users"."email") FROM "users""#);
/// ```
pub fn count<E: Operators>(expr: E) -> Expr<i64> {
    named("count", vec![expr.operand()])
}

/// Number of different values of the expression, NULL aside.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::count_distinct(Post::user_id))), r#"SELECT count(DISTINCT "posts"."user_id") FROM "posts""#);
/// ```
pub fn count_distinct<E: Operators>(expr: E) -> Expr<i64> {
    count(expr).distinct()
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
    named("count", vec![Node::Star])
}

/// Sum of the values; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::sum(Post::views))), r#"SELECT sum("posts"."views") FROM "posts""#);
/// ```
pub fn sum<E: Operators<Type: SqlType<Base: Numeric<Sum = S>>>, S>(expr: E) -> Expr<Option<S>> {
    of_numbers(Aggregate::Sum, expr)
}

/// Mean of the values; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::avg(Post::views))), r#"SELECT avg("posts"."views") FROM "posts""#);
/// ```
pub fn avg<E: Operators<Type: SqlType<Base: Numeric<Avg = A>>>, A>(expr: E) -> Expr<Option<A>> {
    of_numbers(Aggregate::Avg, expr)
}

/// Smallest value; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::min(Post::title))), r#"SELECT min("posts"."title") FROM "posts""#);
/// ```
pub fn min<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    named("min", vec![expr.operand()])
}

/// Largest value; `None` of no rows.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert_eq!(sql(select(func::max(User::created_at))), r#"SELECT max("users"."created_at") FROM "users""#);
/// ```
pub fn max<E: Operators>(expr: E) -> Expr<Option<Base<E>>> {
    named("max", vec![expr.operand()])
}

/// The type is part of it: what databases make of integers is not what they are asked for.
fn of_numbers<E: Operators, T>(of: fn(ColumnType) -> Aggregate, expr: E) -> Expr<T> {
    let node = expr.operand();
    aggregate(of(node.type_or(<Base<E> as SqlType>::TYPE)), vec![node])
}

fn aggregate<T>(aggregate: Aggregate, args: Vec<Node>) -> Expr<T> {
    Expr::from_node(Call::of(Function::Aggregate(aggregate), args).into())
}

/// The texts joined, with `separator` between them; `None` of no rows. [`sorted_by`](Expr::sorted_by) says in which order.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let names = func::string_agg(User::name, ", ").sorted_by(User::name);
/// assert_eq!(sql(select(names)), r#"SELECT group_concat("users"."name", ? ORDER BY "users"."name") FROM "users" -- ', '"#);
/// ```
pub fn string_agg<E: Operators>(expr: E, separator: impl Into<Cow<'static, str>>) -> Expr<Option<String>>
where
    E::Type: TextType,
{
    aggregate(Aggregate::StringAgg(separator.into()), vec![expr.operand()])
}

/// An array of the values, NULL among them; `None` of no rows. PostgreSQL only; the others have [`json_agg`].
pub fn array_agg<E: Operators>(expr: E) -> Expr<Option<Vec<E::Type>>>
where
    Vec<E::Type>: SqlType<Base = Vec<E::Type>>,
{
    aggregate(Aggregate::ArrayAgg, vec![expr.operand()])
}

/// A JSON array of the values; of no rows, `None` or an empty array, as the database has it.
#[cfg(feature = "json")]
pub fn json_agg<E: Operators>(expr: E) -> Expr<Option<serde_json::Value>> {
    aggregate(Aggregate::JsonAgg, vec![expr.operand()])
}

/// A JSON object of keys and values.
#[cfg(feature = "json")]
pub fn json_object_agg<K: Operators, V: Operators>(key: K, value: V) -> Expr<Option<serde_json::Value>>
where
    K::Type: TextType,
{
    aggregate(Aggregate::JsonObjectAgg, vec![key.operand(), value.operand()])
}

/// Whether the predicate holds for every row, NULL aside; `None` of no rows.
pub fn bool_and(predicate: impl IntoExpr<bool>) -> Expr<Option<bool>> {
    aggregate(Aggregate::BoolAnd, vec![predicate.into_expr().into_node()])
}

/// Whether the predicate holds for any row; `None` of no rows.
pub fn bool_or(predicate: impl IntoExpr<bool>) -> Expr<Option<bool>> {
    aggregate(Aggregate::BoolOr, vec![predicate.into_expr().into_node()])
}

/// The value below which `fraction` of the values lie, interpolated: `percentile_cont(0.5).within_group(Post::views)` is the
/// median. PostgreSQL only.
pub fn percentile_cont(fraction: f64) -> Expr<Option<f64>> {
    named("percentile_cont", vec![Node::Value(crate::value::Value::F64(fraction))])
}

/// What follows the arguments of a function. On anything else it is an error when the statement is compiled.
impl<T> Expr<T> {
    fn change_call(self, what: &str, change: impl FnOnce(&mut Call)) -> Self {
        let mut node = self.into_node();
        match node.call_mut() {
            Some(call) => change(call),
            None => node = Node::invalid(StatementError::Name(format!("`{what}` is for function calls"))),
        }
        Expr::from_node(node)
    }

    /// Aggregates only the rows for which the condition is true.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let popular = func::count(Post::id).filter(Post::views.gt(100));
    /// assert_eq!(sql(select(popular)), r#"SELECT count("posts"."id") FILTER (WHERE "posts"."views" > ?) FROM "posts" -- 100"#);
    /// ```
    #[must_use]
    pub fn filter(self, condition: impl IntoExpr<bool>) -> Self {
        let condition = condition.into_expr().into_node();
        self.change_call("filter", |call| {
            call.filter = Some(match call.filter.take() {
                Some(first) => Node::And(vec![first, condition]),
                None => condition,
            });
        })
    }

    /// Aggregates each different value once.
    #[must_use]
    pub fn distinct(self) -> Self {
        self.change_call("distinct", |call| call.distinct = true)
    }

    /// Aggregates the values in this order.
    #[must_use]
    pub fn sorted_by(self, keys: impl IntoOrderBy) -> Self {
        self.change_call("sorted_by", |call| call.order_by.extend(keys.into_order_by()))
    }

    /// The order that an ordered-set aggregate is about: `percentile_cont(0.5).within_group(Post::views)`.
    #[must_use]
    pub fn within_group(self, keys: impl IntoOrderBy) -> Self {
        self.change_call("within_group", |call| call.within_group.extend(keys.into_order_by()))
    }

    /// Calculates the function over the rows of a [`window`](crate::expr::window) around each row, instead of a value per group.
    #[must_use]
    pub fn over(self, window: Window) -> Self {
        let mut node = self.into_node();
        if node.call_mut().is_none() {
            node = Node::invalid(StatementError::Name("`over` is for function calls".to_owned()));
        }
        Expr::from_node(Node::Over { call: Box::new(node), window: Box::new(window) })
    }
}
