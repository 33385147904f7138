//! Row 15: raw SQL, alone and within other statements.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    vec![
        query(
            "15",
            "a query",
            {
                text("SELECT id, name FROM users WHERE id > :least ORDER BY id")
                    .bind("least", 1)
                    .columns::<(i64, String)>()
            },
            [(2, "Bob".to_owned()), (3, "Carol".to_owned())],
        ),
        query(
            "15",
            "a value used twice",
            text("SELECT id FROM users WHERE id = :id OR id = :id + 1 ORDER BY id").bind("id", 2).columns::<i64>(),
            [2, 3],
        ),
        query(
            "15",
            "a colon in a literal, one that is escaped",
            text("SELECT 'a:b', 'x\\:y'").columns::<(String, String)>(),
            [("a:b".to_owned(), "x\\:y".to_owned())],
        )
        // A backslash in a literal of theirs escapes.
        .on_mariadb([("a:b".to_owned(), "x:y".to_owned())]),
        query(
            "15",
            "a condition",
            ids(text("length(name) > :n").bind("n", 3).expr::<bool>() & User::is_active),
            [1, 3],
        ),
        query(
            "15",
            "an expression",
            select((User::id, text("upper(name)").expr::<String>())).filter(User::id.eq(2)),
            [(2, "BOB".to_owned())],
        ),
        query(
            "15",
            "an expression among others",
            select(text("1 + 1").expr::<i32>().cast::<i64>() * User::id).filter(User::id.eq(3)),
            [6],
        ),
        change(
            "15",
            "a change",
            text("UPDATE posts SET views = :views WHERE title = :title").bind("views", 1).bind("title", "it's"),
            select(func::sum(Post::views)),
            [Some(17)],
        ),
    ]
}
