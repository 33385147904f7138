//! Row 10: aggregates, groups, FILTER, ORDER BY within, WITHIN GROUP.

use orm::prelude::*;
use serde_json::json;

use super::*;

pub fn cases() -> Vec<Case> {
    let per_user = || select((Post::user_id, func::count(Post::id))).group_by(Post::user_id).order_by(Post::user_id);
    let over = |views: i32| Post::views.gt(views);
    let counted = func::count(Post::id).label("posts");
    vec![
        query(
            "10",
            "count",
            select((func::count_all(), func::count(User::age), func::count_distinct(User::is_active)))
                .select_from(User),
            [(3, 2, 2)],
        ),
        query(
            "10",
            "sum, avg, min, max",
            select((func::sum(Post::views), func::avg(Post::views * 3), func::min(Post::title), func::max(Post::id))),
            [(Some(17), Some(17.0), some("Rust"), Some(3))],
        ),
        query(
            "10",
            "aggregates of decimals",
            select((func::sum(Event::price), func::max(Event::price))).filter(Event::id.ne(1)),
            [(Some(Decimal::new(10_000, 2)), Some(Decimal::new(10_000, 2)))],
        ),
        query(
            "10",
            "aggregates of no rows",
            select((func::sum(Post::views), func::count(Post::id))).filter(Post::id.gt(9)),
            [(None, 0)],
        ),
        query("10", "GROUP BY", per_user(), [(1, 2), (3, 1)]),
        query(
            "10",
            "GROUP BY an expression",
            select((Post::views.gt(5), func::count_all())).group_by(Post::views.gt(5)).order_by(func::count_all()),
            [(false, 1), (true, 2)],
        ),
        query("10", "HAVING", per_user().having(func::count(Post::id).gt(1)), [(1, 2)]),
        query(
            "10",
            "GROUP BY an expression that is used again",
            {
                let odd = || Post::id % 2;
                select((odd() * 10, func::count_all())).group_by(odd()).having(odd().ge(0)).order_by(odd().desc())
            },
            [(10, 2), (0, 1)],
        ),
        query(
            "10",
            "a label sorts and groups",
            {
                let even = (Post::id % 2).label("even");
                select((even.clone(), counted.clone())).group_by(even.clone()).order_by((counted.desc(), even))
            },
            [(1, 2), (0, 1)],
        ),
        query(
            "10",
            "DISTINCT",
            select((func::sum(Post::user_id).distinct(), func::count(Post::user_id).distinct())),
            [(Some(4), 2)],
        ),
        query(
            "10",
            "FILTER",
            select((
                func::count(Post::id).filter(over(5)),
                func::count_all().filter(over(0)),
                func::sum(Post::views).filter(over(7)),
            )),
            [(2, 2, Some(10))],
        ),
        query("10", "FILTER with DISTINCT", select(func::count(Post::user_id).distinct().filter(over(0))), [2]),
        query(
            "10",
            "FILTER and a join of texts",
            select(func::string_agg(Post::title, ",").filter(over(8))),
            [some("Rust")],
        ),
        query(
            "10",
            "texts joined in order",
            select(func::string_agg(Post::title, ", ").sorted_by(Post::title.desc())),
            [some("Tea, SQL, Rust")],
        ),
        query(
            "10",
            "texts joined by a quote",
            select(func::string_agg(Post::title, "'\\").sorted_by(Post::id)),
            [some("Rust'\\SQL'\\Tea")],
        ),
        query(
            "10",
            "DISTINCT texts joined",
            {
                let name = case::<String>().when(Post::user_id.eq(1), "a").otherwise("b");
                select(func::string_agg(name.clone(), ",").distinct())
            },
            [some("a,b")],
        ),
        query(
            "10",
            "DISTINCT texts joined by anything",
            select(func::string_agg(Post::title, ";").distinct().sorted_by(Post::title)),
            [some("Rust;SQL;Tea")],
        ),
        query(
            "10",
            "an array of values",
            select(func::array_agg(Post::views).sorted_by(Post::id)),
            [Some(vec![10, 0, 7])],
        ),
        query(
            "10",
            "a JSON array of values",
            select(func::json_agg(Post::title)).filter(Post::id.eq(2)),
            [Some(json!(["SQL"]))],
        ),
        query(
            "10",
            "a JSON array in order",
            select(func::json_agg(Post::views).sorted_by(Post::views)),
            [Some(json!([0, 7, 10]))],
        ),
        query(
            "10",
            "a JSON object",
            select(func::json_object_agg(Post::title, Post::views)),
            [Some(json!({"Rust": 10, "SQL": 0, "Tea": 7}))],
        ),
        query(
            "10",
            "all, any",
            select((func::bool_and(User::is_active), func::bool_or(User::is_active), func::bool_and(User::age.gt(20)))),
            [(Some(false), Some(true), Some(true))],
        ),
        query("10", "all with FILTER", select(func::bool_and(User::is_active).filter(User::id.ne(2))), [Some(true)]),
        query("10", "WITHIN GROUP", select(func::percentile_cont(0.5).within_group(Post::views)), [Some(7.0)]),
        query(
            "10",
            "calculated with",
            select(func::coalesce(func::sum(Post::views), 0) * 2 + func::count(Post::id)),
            [37],
        ),
        query(
            "10",
            "a JSON array with FILTER",
            select(func::json_agg(Post::title).filter(Post::views.gt(8))),
            [Some(json!(["Rust"]))],
        ),
        query(
            "10",
            "FILTER of a call without arguments",
            select(func::call::<i64>("count", ()).filter(over(5))).select_from(Post),
            [2],
        )
        .not_executed_on(orm_tests::Backend::Postgres, "spells it `count(*)`"),
    ]
}
