//! Rows 31 and 33: DELETE.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let left = || select(Comment::id).order_by(Comment::id);
    let posts_left = || select(Post::id).order_by(Post::id);
    let first = aliased(Post);
    vec![
        change("33", "everything", delete(Comment), left(), []),
        change(
            "33",
            "by a condition",
            delete(Comment).filter(Comment::id.gt(1)).filter(Comment::body.ne("Nice")),
            left(),
            [1],
        ),
        change(
            "33",
            "by a subquery",
            delete(Comment).filter(Comment::post_id.in_select(select(Post::id).filter(Post::views.gt(8)))),
            left(),
            [2],
        ),
        change(
            "33",
            "by a subquery of the same table",
            delete(Comment).filter(Comment::id.in_select(select(func::max(Comment::id)).select_from(Comment))),
            left(),
            [1],
        ),
        change(
            "33",
            "by a relationship",
            delete(Comment).filter(Comment::post.has(Post::title.eq("Rust"))),
            left(),
            [2],
        ),
        change(
            "33",
            "USING another table",
            delete(Post).using(User).filter(Post::user_id.eq(User::id) & User::name.eq("Alice") & Post::id.eq(2)),
            posts_left(),
            [1, 3],
        ),
        change(
            "33",
            "USING an alias of the same table",
            {
                delete(Post).using(&first).filter(
                    first.col(Post::user_id).eq(Post::user_id) & first.col(Post::id).lt(Post::id) & Post::id.eq(2),
                )
            },
            posts_left(),
            [1, 3],
        ),
        change(
            "33",
            "USING several",
            {
                delete(Comment)
                    .using(Post)
                    .using(User)
                    .filter(Comment::post_id.eq(Post::id) & Post::user_id.eq(User::id) & User::name.eq("Carol"))
            },
            left(),
            [1],
        ),
        query(
            "31",
            "RETURNING",
            delete(Comment).filter(Comment::id.eq(1)).returning((Comment::id, Comment::body)),
            [(1, "Nice".to_owned())],
        ),
        query(
            "31",
            "RETURNING, USING another table",
            {
                delete(Comment)
                    .using(Post)
                    .filter(Comment::post_id.eq(Post::id) & Post::title.eq("Tea"))
                    .returning(Comment::id)
            },
            [2],
        ),
        query(
            "31",
            "RETURNING columns of another table",
            {
                delete(Comment)
                    .using(Post)
                    .filter(Comment::post_id.eq(Post::id) & Post::id.eq(3))
                    .returning((Comment::id, Post::title))
            },
            [(2, "Tea".to_owned())],
        ),
        change(
            "33",
            "by a correlated subquery of the same table",
            {
                let newer = select(first.col(Post::id))
                    .filter(first.col(Post::user_id).eq(Post::user_id) & first.col(Post::id).gt(Post::id));
                delete(Post).filter(newer.exists() & Post::id.ne(1))
            },
            posts_left(),
            [1, 2, 3],
        ),
        change(
            "33",
            "by an aggregate of an alias",
            {
                delete(Comment).filter(
                    Comment::post_id.eq(func::coalesce(select(func::max(first.col(Post::id))).scalar_subquery(), 0)),
                )
            },
            left(),
            [1],
        ),
        change(
            "32",
            "the first rows in an order",
            delete(Comment).order_by(Comment::id.desc()).limit(1),
            select(Comment::id),
            [1],
        ),
        change(
            "32",
            "the first of the rows that match",
            delete(Comment).filter(Comment::id.gt(0) & Comment::user_id.is_null()).order_by(Comment::id).limit(5),
            select(Comment::id),
            [1],
        ),
        query(
            "31",
            "RETURNING the first rows",
            delete(Comment).order_by(Comment::id).limit(1).returning(Comment::id),
            [1],
        ),
        change(
            "33",
            "USING a CTE",
            {
                let popular = select(Post::id).filter(Post::views.gt(8)).cte("popular");
                delete(Comment).using(&popular).filter(Comment::post_id.eq(popular.columns()))
            },
            left(),
            [2],
        ),
        query(
            "31",
            "RETURNING, USING a CTE",
            {
                let popular = select(Post::id).filter(Post::views.gt(8)).cte("popular");
                delete(Comment)
                    .using(&popular)
                    .filter(Comment::post_id.eq(popular.columns()) & Comment::id.lt(9))
                    .returning(Comment::id)
            },
            [1],
        ),
    ]
}
