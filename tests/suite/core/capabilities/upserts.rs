//! Row 30: upserts.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let post = |id, title: &str, views| Post { id, title: title.to_owned(), views, ..posts()[0].clone() };
    let two = || insert(Post).values([post(1, "new", 1), post(9, "nine", 9)]);
    let all = || select((Post::id, Post::title, Post::views)).filter(Post::id.in_([1, 9])).order_by(Post::id);
    let row = |id, title: &str, views| (id, title.to_owned(), views);
    let user = |email: &str| User::builder().name("New").email(email);
    vec![
        change(
            "30",
            "leave rows alone",
            two().on_conflict_do_nothing(),
            all(),
            [row(1, "Rust", 10), row(9, "nine", 9)],
        ),
        change(
            "30",
            "update to what was to be inserted",
            two().on_conflict_update(Post::id, |row| row.set_excluded((Post::title, Post::views))),
            all(),
            [row(1, "new", 1), row(9, "nine", 9)],
        ),
        change(
            "30",
            "update to values",
            two().on_conflict_update(Post::id, |row| row.set(Post::title, "old")),
            all(),
            [row(1, "old", 10), row(9, "nine", 9)],
        ),
        change(
            "30",
            "update to expressions",
            {
                two().on_conflict_update(Post::id, |row| {
                    row.set(Post::views, Post::views + excluded(Post::views))
                        .set(Post::title, func::upper(excluded(Post::title)))
                })
            },
            all(),
            [row(1, "NEW", 11), row(9, "nine", 9)],
        ),
        change(
            "30",
            "in the right order",
            {
                // `title` is of the row as it was, whatever is assigned first.
                two().on_conflict_update(Post::id, |row| {
                    row.set(Post::views, excluded(Post::views)).set(Post::title, Post::views.cast::<String>())
                })
            },
            all(),
            [row(1, "10", 1), row(9, "nine", 9)],
        ),
        change(
            "30",
            "by another key",
            {
                insert(User)
                    .values([user("alice@example.org"), user("new@example.org")])
                    .on_conflict_update(User::email, |row| row.set(User::name, excluded(User::name)))
            },
            select(func::count(User::id)).filter(User::name.eq("New")),
            [2],
        ),
        change(
            "30",
            "only where a condition holds",
            {
                two().on_conflict_update(Post::id, |row| {
                    row.set_excluded(Post::title).filter(Post::views.lt(excluded(Post::views)))
                })
            },
            all(),
            [row(1, "Rust", 10), row(9, "nine", 9)],
        ),
        change(
            "30",
            "of a query",
            {
                insert(Post)
                    .from_select(
                        (Post::id, Post::title, Post::user_id),
                        select((User::id, User::name, User::id)).filter(User::id.eq(1)),
                    )
                    .on_conflict_update(Post::id, |row| row.set_excluded(Post::title))
            },
            select(Post::title).filter(Post::id.eq(1)),
            texts(["Alice"]),
        ),
        query(
            "30",
            "RETURNING",
            {
                two().on_conflict_update(Post::id, |row| row.set_excluded(Post::title)).returning((
                    Post::id,
                    Post::title,
                    Post::views,
                ))
            },
            [row(1, "new", 10), row(9, "nine", 9)],
        ),
        change(
            "30",
            "INSERT from the table itself",
            {
                insert(Post)
                    .from_select(
                        (Post::id, Post::title, Post::views, Post::user_id),
                        select((Post::id, Post::title, Post::views + 1, Post::user_id)),
                    )
                    .on_conflict_update(Post::id, |row| row.set(Post::views, Post::views + excluded(Post::views)))
            },
            all(),
            [row(1, "Rust", 21)],
        ),
        change(
            "30",
            "leave rows alone, of a query",
            {
                insert(Post)
                    .from_select(
                        (Post::id, Post::title, Post::user_id),
                        select((User::id, User::name, User::id)).filter(User::id.eq(1)),
                    )
                    .on_conflict_do_nothing()
            },
            all(),
            [row(1, "Rust", 10)],
        ),
    ]
}
