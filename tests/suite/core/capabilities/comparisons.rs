//! Rows 1, 4, 6 and 13: comparisons, lists, ranges, and comparisons with queries.

use orm::core::expr::BinaryOp;
use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let authors = || select(Post::user_id);
    vec![
        query("1", "equal", ids(User::name.eq("Bob")), [2]),
        query("1", "not equal", ids(User::name.ne("Bob")), [1, 3]),
        query("1", "less, at most", ids(User::id.lt(3) & User::id.le(1)), [1]),
        query("1", "greater, at least", ids(User::id.gt(1) & User::id.ge(3)), [3]),
        query("1", "equal to NULL", ids(User::email.eq(None)), [2]),
        query("1", "not equal to NULL", ids(User::email.ne(None)), [1, 3]),
        query("1", "IS NULL, IS NOT NULL", ids(User::email.is_null() | User::age.is_not_null()), [1, 2, 3]),
        // NULL is neither equal nor unequal.
        query("1", "not equal, where there is NULL", ids(User::age.ne(30)), [3]),
        query("1", "columns with each other", post_ids(Post::id.ne(Post::user_id)), [2]),
        query("1", "expressions with each other", post_ids((Post::id * 2).gt(Post::user_id + 2)), [2, 3]),
        query("1", "a comparison of comparisons", ids(User::id.le(1).eq(User::is_active)), [1, 2]),
        query("4", "IN a list", ids(User::id.in_([1, 3])), [1, 3]),
        query("4", "NOT IN a list", ids(User::id.not_in([1, 3])), [2]),
        query("4", "IN an empty list", ids(User::id.in_([0_i64; 0])), []),
        query("4", "NOT IN an empty list", ids(User::id.not_in([0_i64; 0])), [1, 2, 3]),
        query("4", "not (IN a list)", ids(!User::name.in_(["Bob", "Eve"])), [1, 3]),
        query("4", "an expression IN a list", ids((User::id + 1).in_([2, 3])), [1, 2]),
        query("4", "IN a query", ids(User::id.in_select(authors())), [1, 3]),
        query("4", "NOT IN a query", ids(User::id.not_in_select(authors())), [2]),
        query("4", "IN a query with LIMIT", ids(User::id.in_select(authors().order_by(Post::id.desc()).limit(1))), [3]),
        query("6", "BETWEEN", ids(User::id.between(2, 3)), [2, 3]),
        query("6", "NOT BETWEEN", ids(!User::id.between(2, User::id + 1)), [1]),
        query("6", "IS DISTINCT FROM a value", ids(User::email.is_distinct_from("alice@example.org")), [2, 3]),
        query("6", "IS NOT DISTINCT FROM NULL", ids(User::age.is_not_distinct_from(None)), [2]),
        query("6", "IS DISTINCT FROM a column", ids(User::email.is_distinct_from(User::name) & User::id.gt(1)), [2, 3]),
        query("6", "not (IS DISTINCT FROM)", ids(!User::email.is_distinct_from(None)), [2]),
        query("13", "= ANY of a query", ids(User::id.compare_any(BinaryOp::Eq, authors())), [1, 3]),
        query("13", "<> ALL of a query", ids(User::id.compare_all(BinaryOp::Ne, authors())), [2]),
        query("13", "> ANY of a query", ids(User::id.compare_any(BinaryOp::Gt, authors())), [2, 3]),
        query("13", ">= ALL of a query", ids(User::id.compare_all(BinaryOp::Ge, authors())), [3]),
        query("13", "EXISTS", ids(select(Post::id).filter(Post::user_id.eq(User::id)).exists()), [1, 3]),
        query("13", "NOT EXISTS", ids(!exists(select(Post).filter(Post::user_id.eq(User::id)))), [2]),
        query("13", "EXISTS as a value", select(exists(select(Post).filter(Post::views.gt(100)))), [false]),
    ]
}
