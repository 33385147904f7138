//! Rows 12, 20, 26 and 28: ORDER BY, LIMIT, DISTINCT.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let ages = |key: orm::core::expr::OrderBy| select(User::id).order_by(key);
    let title = || (Post::title.concat("!")).label("shown");
    vec![
        query("12", "ORDER BY", select(User::id).order_by(User::name.desc()), [3, 2, 1]),
        query("12", "ORDER BY several", select(Post::id).order_by((Post::user_id.desc(), Post::views)), [3, 2, 1]),
        query("12", "ORDER BY an expression", select(Post::id).order_by((Post::views % 10).desc()), [3, 1, 2])
            .on(orm_tests::Backend::Sqlite, [3, 1, 2]),
        query("12", "ascending, NULLS FIRST", ages(User::age.asc().nulls_first()), [2, 1, 3]),
        query("12", "ascending, NULLS LAST", ages(User::age.asc().nulls_last()), [1, 3, 2]),
        query("12", "descending, NULLS FIRST", ages(User::age.desc().nulls_first()), [2, 3, 1]),
        query("12", "descending, NULLS LAST", ages(User::age.desc().nulls_last()), [3, 1, 2]),
        query(
            "12",
            "ORDER BY a label",
            select((title(), Post::id)).order_by(title().desc()).limit(1),
            [("Tea!".to_owned(), 3)],
        ),
        query(
            "12",
            "ORDER BY a label, NULLS LAST",
            {
                let older = (User::age + 1).label("older");
                select(older.clone()).order_by(older.asc().nulls_last())
            },
            [Some(31), Some(42), None],
        ),
        query("12", "ORDER BY a label that is not selected", select(Post::id).order_by(title()), [1, 2, 3]),
        query(
            "12",
            "ORDER BY a position",
            select((Post::views, Post::id)).order_by(text("1").expr::<i32>()),
            [(0, 2), (7, 3), (10, 1)],
        ),
        query(
            "12",
            "ORDER BY CASE",
            select(User::id).order_by(case::<i32>().when(User::name.eq("Bob"), 0).otherwise(1)).order_by(User::id),
            [2, 1, 3],
        ),
        query("12", "ORDER BY a condition", select(User::id).order_by((User::is_active.desc(), User::id)), [1, 3, 2]),
        query("26", "LIMIT", select(User::id).order_by(User::id).limit(2), [1, 2]),
        query("26", "LIMIT and OFFSET", select(User::id).order_by(User::id).limit(5).offset(1), [2, 3]),
        query("26", "OFFSET alone", select(User::id).order_by(User::id).offset(2), [3]),
        query("26", "a slice", select(User::id).order_by(User::id).slice(1..2), [2]),
        query("26", "LIMIT 0", select(User::id).limit(0), []),
        query("26", "WITH TIES", select(Post::id).order_by(Post::user_id).limit_with_ties(1), [1, 2]),
        query("20", "DISTINCT", select(Post::user_id).distinct().order_by(Post::user_id), [1, 3]),
        query(
            "20",
            "DISTINCT of several",
            select((Post::user_id, Post::views.gt(5))).distinct().order_by((Post::user_id, Post::views.gt(5))),
            [(1, false), (1, true), (3, true)],
        ),
        query(
            "28",
            "DISTINCT ON",
            select((Post::user_id, Post::title)).distinct_on(Post::user_id).order_by((Post::user_id, Post::views)),
            [(1, "SQL".to_owned()), (3, "Tea".to_owned())],
        ),
        query(
            "12",
            "ORDER BY a selected column under a label that is not selected",
            select(User::name).order_by(User::name.label("shown").desc()),
            texts(["Carol", "Bob", "Alice"]),
        ),
        query(
            "12",
            "a group without a name, NULLS LAST",
            {
                let older = || User::age + 1;
                select((older(), func::count_all())).group_by(older()).order_by(older().asc().nulls_last())
            },
            [(Some(31), 1), (Some(42), 1), (None, 1)],
        ),
        query(
            "12",
            "a group with a label, NULLS LAST",
            {
                let older = || (User::age + 1).label("older");
                select((older(), func::count_all())).group_by(older()).order_by(older().asc().nulls_last())
            },
            [(Some(31), 1), (Some(42), 1), (None, 1)],
        ),
        query(
            "12",
            "the label of an aggregate, NULLS LAST",
            {
                let views = || func::sum(Post::views * 2).label("views");
                select((User::id, views()))
                    .outerjoin(User::posts)
                    .group_by(User::id)
                    .order_by(views().asc().nulls_last())
            },
            [(3, Some(14)), (1, Some(20)), (2, None)],
        ),
        query(
            "20",
            "DISTINCT with a label, NULLS LAST",
            {
                let older = || (User::age + 1).label("older");
                select(older()).distinct().order_by(older().asc().nulls_last())
            },
            [Some(31), Some(42), None],
        ),
        query(
            "28",
            "DISTINCT ON an expression with a value",
            {
                let kind = || Event::data.json().at("kind").as_text();
                select((kind(), Event::id)).distinct_on(kind()).order_by((kind(), Event::id))
            },
            [(some("talk"), 1), (None, 2)],
        ),
        query(
            "28",
            "DISTINCT ON an expression that is not selected",
            {
                let kind = || Event::data.json().at("kind").as_text();
                select(Event::id).distinct_on(kind()).order_by((kind(), Event::id.desc()))
            },
            [3, 2],
        ),
        query(
            "12",
            "a condition, NULLS LAST",
            select(User::id).order_by(((User::age.gt(35) | User::age.lt(0)).asc().nulls_last(), User::id)),
            [1, 3, 2],
        ),
    ]
}
