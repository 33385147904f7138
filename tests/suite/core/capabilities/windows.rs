//! Row 11: window functions and their frames.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let by_id = || window().order_by(Post::id);
    let by_user = || window().partition_by(Post::user_id);
    let sum = || func::sum(Post::views);
    let each = |expr: Expr<i64>| select(expr).order_by(Post::id);
    let sums = |expr: Expr<Option<i64>>| select(expr).order_by(Post::id);
    vec![
        query("11", "row_number", each(func::row_number().over(window().order_by(Post::views.desc()))), [1, 3, 2]),
        query("11", "PARTITION BY", each(func::row_number().over(by_user().order_by(Post::views))), [2, 1, 1]),
        query(
            "11",
            "PARTITION BY several",
            each(func::count_all().over(window().partition_by((Post::user_id, Post::views.gt(5))))),
            [1, 1, 1],
        ),
        query(
            "11",
            "rank, dense_rank",
            {
                let order = || window().order_by(Post::user_id);
                select((func::rank().over(order()), func::dense_rank().over(order()))).order_by(Post::id)
            },
            [(1, 1), (1, 1), (3, 2)],
        ),
        query(
            "11",
            "percent_rank, cume_dist",
            {
                select((func::percent_rank().over(by_id()), func::cume_dist().over(by_id())))
                    .order_by(Post::id.desc())
                    .limit(1)
            },
            [(1.0, 1.0)],
        ),
        query("11", "ntile", each(func::ntile(2).over(by_id())), [1, 1, 2]),
        query(
            "11",
            "lag, lead",
            select((func::lag(Post::views, 1).over(by_id()), func::lead(Post::views, 1).over(by_id())))
                .order_by(Post::id),
            [(None, Some(0)), (Some(10), Some(7)), (Some(0), None)],
        ),
        query(
            "11",
            "first_value, last_value",
            {
                let all = || by_id().rows(Bound::Unbounded, Bound::Unbounded);
                select((func::first_value(Post::views).over(all()), func::last_value(Post::views).over(all())))
                    .order_by(Post::id)
            },
            [(Some(10), Some(7)); 3],
        ),
        query(
            "11",
            "nth_value",
            select(func::nth_value(Post::views, 2).over(by_id())).order_by(Post::id),
            [None, Some(0), Some(0)],
        ),
        query("11", "an aggregate over all rows", sums(sum().over(window())), [Some(17); 3]),
        query("11", "a running total", sums(sum().over(by_id())), [Some(10), Some(10), Some(17)]),
        query("11", "a total per part", sums(sum().over(by_user())), [Some(10), Some(10), Some(7)]),
        query(
            "11",
            "a frame of ROWS",
            sums(sum().over(by_id().rows(Bound::Preceding(1), Bound::CurrentRow))),
            [Some(10), Some(10), Some(7)],
        ),
        query(
            "11",
            "a frame that follows",
            sums(sum().over(by_id().rows(Bound::Following(1), Bound::Unbounded))),
            [Some(7), Some(7), None],
        ),
        query(
            "11",
            "a frame of RANGE",
            sums(sum().over(window().order_by(Post::views).range(Bound::Preceding(3), Bound::CurrentRow))),
            [Some(17), Some(0), Some(7)],
        ),
        query(
            "11",
            "a frame of GROUPS",
            sums(sum().over(window().order_by(Post::user_id).groups(Bound::Preceding(1), Bound::CurrentRow))),
            [Some(10), Some(10), Some(17)],
        ),
        query("11", "FILTER in a window", each(func::count_all().filter(Post::views.gt(5)).over(by_user())), [1, 1, 1]),
        query("11", "calculated with", each(Post::id - func::row_number().over(by_id()) + 1), [1, 1, 1]),
        query(
            "11",
            "a window over groups",
            {
                let rank = func::rank().over(window().order_by(func::count(Post::id).desc()));
                select((Post::user_id, rank)).group_by(Post::user_id).order_by(Post::user_id)
            },
            [(1, 1), (3, 2)],
        ),
        query(
            "11",
            "the newest of each",
            {
                let number = func::row_number().over(by_user().order_by(Post::id.desc())).label("number");
                let numbered = select((Post::id, number)).subquery();
                let (id, number) = numbered.columns();
                select(id.clone()).filter(number.eq(1)).order_by(id)
            },
            [2, 3],
        ),
    ]
}
