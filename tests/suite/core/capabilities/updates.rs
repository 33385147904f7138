//! Rows 31 and 32: UPDATE.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let titles = || select(Post::title).order_by(Post::id);
    let views = || select(Post::views).order_by(Post::id);
    let total = || select(func::sum(Post::views)).filter(Post::user_id.eq(User::id)).scalar_subquery();
    let counts =
        select((Post::user_id, func::count(Post::id).label("posts"))).group_by(Post::user_id).subquery_named("counts");
    let (user_id, posts) = counts.columns();
    let other = aliased(Post);
    let author = aliased_as(User, "author");
    vec![
        change(
            "32",
            "values",
            update(Post).filter(Post::id.eq(2)).set(Post::title, "x").set(Post::views, 3),
            titles(),
            texts(["Rust", "x", "Tea"]),
        ),
        change("32", "NULL", update(User).set(User::email, None), select(func::count(User::email)), [0]),
        change("32", "expressions", update(Post).set(Post::views, Post::views * 2 + 1), views(), [21, 1, 15]),
        change(
            "32",
            "CASE",
            update(Post).set(Post::views, case::<i32>().when(Post::id.gt(1), 1).otherwise(Post::views)),
            views(),
            [10, 1, 1],
        ),
        change(
            "32",
            "a correlated subquery",
            update(User).set(User::age, func::coalesce(total(), 0).cast::<i32>()),
            select(User::age).order_by(User::id),
            [Some(10), Some(0), Some(7)],
        ),
        change(
            "32",
            "where a subquery has it",
            {
                update(Post)
                    .filter(Post::user_id.in_select(select(User::id).filter(User::name.eq("Carol"))))
                    .set(Post::views, 0)
            },
            views(),
            [10, 0, 0],
        ),
        change(
            "32",
            "where a subquery of the same table has it",
            {
                update(Post)
                    .filter(Post::id.in_select(select(Post::id).select_from(Post).filter(Post::views.gt(5))))
                    .set(Post::views, 1)
            },
            views(),
            [1, 0, 1],
        ),
        change(
            "32",
            "where a relationship has it",
            update(User).filter(User::posts.any(Post::views.gt(8))).set(User::age, 1),
            select(User::age).order_by(User::id),
            [Some(1), None, Some(41)],
        ),
        change(
            "32",
            "to an aggregate of the same table",
            {
                update(Post)
                    .filter(Post::id.eq(2))
                    .set(Post::views, func::coalesce(select(func::max(other.col(Post::views))).scalar_subquery(), 0))
            },
            views(),
            [10, 10, 7],
        ),
        change(
            "32",
            "FROM another table",
            {
                update(Post).from(User).filter(Post::user_id.eq(User::id) & User::id.gt(1)).set(Post::title, User::name)
            },
            titles(),
            texts(["Rust", "SQL", "Carol"]),
        ),
        change(
            "32",
            "FROM an alias",
            {
                update(Post)
                    .from(&author)
                    .filter(Post::user_id.eq(author.col(User::id)))
                    .set(Post::title, author.col(User::name).concat("'s"))
            },
            titles(),
            texts(["Alice's", "Alice's", "Carol's"]),
        ),
        change(
            "32",
            "FROM a subquery",
            update(User).from(&counts).filter(user_id.eq(User::id)).set(User::age, posts.cast::<i32>()),
            select(User::age).order_by(User::id),
            [Some(2), None, Some(1)],
        ),
        change(
            "32",
            "FROM VALUES",
            {
                let new = orm::core::statement::values("new", [(1_i64, 100), (3, 300)]);
                let (id, views) = new.columns();
                update(Post).from(&new).filter(Post::id.eq(id)).set(Post::views, views)
            },
            views(),
            [100, 0, 300],
        ),
        change(
            "32",
            "of the row as it was",
            update(Post).set(Post::views, 0).set(Post::title, Post::views.cast::<String>()),
            titles(),
            texts(["10", "0", "7"]),
        ),
        change(
            "32",
            "columns that swap their values",
            update(Counter).set(Counter::id, Counter::n.cast::<i64>()).set(Counter::n, Counter::id.cast::<i32>()),
            select((Counter::id, Counter::n)),
            [(6, 5)],
        )
        .after("INSERT INTO counters (id, n) VALUES (5, 6)"),
        change(
            "32",
            "the first rows in an order",
            update(Post).order_by(Post::views.desc()).limit(1).set(Post::title, "Hit"),
            titles(),
            texts(["Hit", "SQL", "Tea"]),
        ),
        change(
            "32",
            "the first of the rows that match",
            {
                update(Post)
                    .filter(Post::id.gt(1) | Post::views.gt(99))
                    .order_by((Post::views, Post::id))
                    .limit(1)
                    .set(Post::views, Post::views + 5)
            },
            views(),
            [10, 5, 7],
        ),
        change("32", "no more than so many rows", update(Post).limit(0).set(Post::views, 1), views(), [10, 0, 7]),
        query(
            "31",
            "RETURNING",
            {
                update(Post).filter(Post::id.eq(2)).set(Post::views, Post::views + 1).returning((
                    Post::id,
                    Post::views,
                    func::lower(Post::title),
                ))
            },
            [(2, 1, "sql".to_owned())],
        ),
        query(
            "31",
            "RETURNING FROM another table",
            {
                update(Post)
                    .from(User)
                    .filter(Post::user_id.eq(User::id) & Post::id.eq(3))
                    .set(Post::title, User::name)
                    .returning((Post::id, Post::title))
            },
            [(3, "Carol".to_owned())],
        ),
        query(
            "31",
            "RETURNING columns of another table",
            {
                update(Post)
                    .from(User)
                    .filter(Post::user_id.eq(User::id) & Post::id.eq(3))
                    .set(Post::views, 1)
                    .returning((Post::id, User::id))
            },
            [(3, 3)],
        ),
        change(
            "32",
            "where a relationship to itself has it",
            {
                let child = aliased(Event);
                update(Event)
                    .filter(Event::children.to(&child).any(child.col(Event::price).gt(Decimal::ONE)))
                    .set(Event::ratio, 9.0)
            },
            select(Event::ratio).order_by(Event::id),
            [1.5, 9.0, 0.5],
        ),
        change(
            "32",
            "to a correlated subquery of the same table",
            {
                let before = select(func::max(other.col(Post::views)))
                    .filter(other.col(Post::id).lt(Post::id))
                    .scalar_subquery();
                update(Post).filter(Post::id.gt(1)).set(Post::views, func::coalesce(before, 0))
            },
            views(),
            [10, 10, 10],
        ),
        change(
            "32",
            "FROM a CTE",
            {
                let counts = select((Post::user_id, func::count(Post::id).label("posts")))
                    .filter(Post::views.ge(0))
                    .group_by(Post::user_id)
                    .cte("counts");
                let (user_id, posts) = counts.columns();
                update(User).from(&counts).filter(user_id.eq(User::id)).set(User::age, posts.cast::<i32>())
            },
            select(User::age).order_by(User::id),
            [Some(2), None, Some(1)],
        ),
        change(
            "32",
            "FROM a recursive CTE under another name",
            {
                let numbers = select(literal(1_i64)).recursive("numbers", |numbers| {
                    let n = numbers.columns();
                    select(n.clone() + 1).filter(n.lt(2))
                });
                let other = numbers.alias("other");
                update(User).from(&other).filter(User::id.eq(other.columns())).set(User::age, 7)
            },
            select(User::age).order_by(User::id),
            [Some(7), Some(7), Some(41)],
        ),
    ]
}
