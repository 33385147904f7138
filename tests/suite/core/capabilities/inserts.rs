//! Rows 29 and 31: INSERT, and what it returns.

use orm::prelude::*;

use super::*;

fn comment(body: &str) -> impl orm::core::statement::IntoRow<Comment> + use<> {
    Comment::builder().body(body).post_id(1)
}

pub fn cases() -> Vec<Case> {
    let bodies = || select(Comment::body).filter(Comment::id.gt(2)).order_by(Comment::id);
    vec![
        change("29", "one row", insert(Comment).values([comment("one")]), bodies(), texts(["one"])),
        change(
            "29",
            "several rows",
            insert(Comment).values([comment("one"), comment("two")]),
            bodies(),
            texts(["one", "two"]),
        ),
        change(
            "29",
            "rows that set different columns",
            insert(Comment).values([comment("one")]).values([Comment { id: 900, ..comments()[1].clone() }]),
            select(Comment::body).filter(Comment::id.gt(2)).order_by(Comment::body),
            texts(["Hm", "one"]),
        ),
        change(
            "29",
            "defaults",
            insert(User).values([User::builder().name("Dave")]),
            select((
                User::is_active,
                User::email,
                User::created_at.gt(DateTime::from_timestamp(1_750_000_000, 0).unwrap()),
            ))
            .filter(User::name.eq("Dave")),
            [(true, None, true)],
        ),
        change("29", "DEFAULT VALUES", insert(Counter).values([Counter::builder()]), select(Counter::n), [7]),
        change(
            "29",
            "rows of defaults",
            insert(Counter).values([Counter::builder(), Counter::builder()]),
            select(Counter::n),
            [7, 7],
        ),
        change(
            "29",
            "from a query",
            {
                insert(Comment).from_select(
                    (Comment::body, Comment::post_id),
                    select((Post::title, Post::id)).filter(Post::views.gt(5)),
                )
            },
            bodies(),
            texts(["Rust", "Tea"]),
        ),
        change(
            "29",
            "from a query, with defaults",
            insert(User).from_select(User::name, select(Post::title).filter(Post::id.eq(3))),
            select((User::name, User::is_active)).filter(User::id.gt(3)),
            [("Tea".to_owned(), true)],
        ),
        change(
            "29",
            "from a query of the same table",
            {
                insert(Comment).from_select(
                    (Comment::body, Comment::post_id),
                    select((Comment::body.concat("!"), Comment::post_id)),
                )
            },
            bodies(),
            texts(["Nice!", "Hm!"]),
        ),
        change(
            "29",
            "from a compound",
            {
                let all = select((User::name, literal(1_i64)))
                    .filter(User::id.eq(1))
                    .union_all(select((Post::title, Post::id)).filter(Post::id.eq(2)));
                insert(Comment).from_select((Comment::body, Comment::post_id), all)
            },
            select(Comment::body).filter(Comment::id.gt(2)).order_by(Comment::body),
            texts(["Alice", "SQL"]),
        ),
        query(
            "31",
            "RETURNING columns",
            insert(Comment).values([comment("one"), comment("two")]).returning(Comment::body),
            texts(["one", "two"]),
        ),
        query(
            "31",
            "RETURNING a model",
            insert(Counter).values([Counter { id: 5, n: 6 }]).returning(Counter.optional()),
            [Some(Counter { id: 5, n: 6 })],
        ),
        query(
            "31",
            "RETURNING expressions",
            insert(Comment).values([comment("one")]).returning((func::upper(Comment::body), Comment::post_id + 1)),
            [("ONE".to_owned(), 2)],
        ),
        query(
            "31",
            "RETURNING from a query",
            {
                insert(Comment)
                    .from_select(
                        (Comment::body, Comment::post_id),
                        select((Post::title, Post::id)).filter(Post::id.eq(2)),
                    )
                    .returning(Comment::body)
            },
            texts(["SQL"]),
        ),
        query(
            "31",
            "RETURNING, said before the query",
            {
                insert(Comment).returning(Comment::body).from_select(
                    (Comment::body, Comment::post_id),
                    select((Post::title, Post::id)).filter(Post::id.eq(2)),
                )
            },
            texts(["SQL"]),
        ),
    ]
}
