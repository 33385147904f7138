//! Row 24: VALUES, LATERAL, functions and samples in a FROM.

use orm::prelude::*;
use orm_tests::Backend;

use super::*;

pub fn cases() -> Vec<Case> {
    let wanted = values("wanted", [(1_i64, "Alice".to_owned(), Some(5)), (2, "Eve".to_owned(), None)]);
    let (id, name, bonus) = wanted.columns();
    let newest = select((Post::title, Post::views))
        .filter(Post::user_id.eq(User::id))
        .order_by(Post::id.desc())
        .limit(1)
        .lateral();
    let (title, views) = newest.columns();
    let series = table_function::<(i32,)>("generate_series", ["n"], (1, 3));
    let n = series.columns().0;
    let elements = table_function::<(String,)>("json_each", ["value"], (literal("[\"a\",\"b\"]".to_owned()),));
    let sampled = TableRef::from(User).sample(100.0);
    vec![
        query(
            "24",
            "VALUES",
            select((id.clone(), name.clone(), bonus.clone())).order_by(id.clone()),
            [(1, "Alice".to_owned(), Some(5)), (2, "Eve".to_owned(), None)],
        ),
        query(
            "24",
            "JOIN VALUES",
            select((User::name, bonus)).join(wanted.on(id.clone().eq(User::id) & name.clone().eq(User::name))),
            [("Alice".to_owned(), Some(5))],
        ),
        query("24", "VALUES in a subquery", ids(User::id.in_select(select(id).filter(name.eq("Eve")))), [2]),
        query(
            "24",
            "LATERAL",
            select((User::name, title.clone())).cross_join(newest.clone()).order_by(User::id),
            [("Alice".to_owned(), "SQL".to_owned()), ("Carol".to_owned(), "Tea".to_owned())],
        ),
        query(
            "24",
            "LEFT JOIN LATERAL",
            select((User::id, title.optional(), views.optional())).outerjoin(newest.on(true)).order_by(User::id),
            [(1, some("SQL"), Some(0)), (2, None, None), (3, some("Tea"), Some(7))],
        ),
        query("24", "a function in the FROM", select(n.clone() * 10).order_by(n.clone()), [10, 20, 30])
            .not_executed_on(Backend::Sqlite, "has no function `generate_series` compiled in"),
        query(
            "24",
            "JOIN a function",
            select((User::id, n.clone())).join(series.on(n.clone().eq(User::id.cast::<i32>()))).order_by(n),
            [(1, 1), (2, 2), (3, 3)],
        )
        .not_executed_on(Backend::Sqlite, "has no function `generate_series` compiled in"),
        query("24", "a function of SQLite's in the FROM", select(elements.columns().0), texts(["a", "b"]))
            .not_executed_on(Backend::Postgres, "has another function `json_each`"),
        query("24", "TABLESAMPLE", select(func::count(sampled.c("id"))), [3]),
    ]
}
