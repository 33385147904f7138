//! Row 23: UNION, INTERSECT and EXCEPT.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let users = || select(User::id);
    let authors = || select(Post::user_id);
    let comments = || select(Comment::id);
    vec![
        query("23", "UNION", users().union(select(Post::id)).order_by(User::id), [1, 2, 3]),
        query("23", "UNION ALL", users().union_all(authors()).order_by(User::id), [1, 1, 1, 2, 3, 3]),
        query("23", "INTERSECT", users().intersect(authors()).order_by(User::id), [1, 3]),
        query("23", "EXCEPT", users().except(authors()).order_by(User::id), [2]),
        query(
            "23",
            "of several columns",
            {
                select((User::id, User::name))
                    .union(select((Post::id, Post::title)))
                    .order_by((User::id.desc(), User::name))
                    .limit(2)
            },
            [(3, "Carol".to_owned()), (3, "Tea".to_owned())],
        ),
        query(
            "23",
            "of models",
            select(User).filter(User::id.eq(1)).union(select(User).filter(User::id.eq(1))).except(select(User)),
            [],
        ),
        query(
            "23",
            "LIMIT and OFFSET",
            users().union_all(select(Post::id + 10)).order_by(User::id.desc()).limit(2).offset(1),
            [12, 11],
        ),
        query(
            "23",
            "sorted by a label",
            {
                let n = (User::id * 2).label("n");
                select(n.clone()).union(select(Post::id * 3)).order_by(n.desc()).limit(3)
            },
            [9, 6, 4],
        ),
        query(
            "23",
            "sorted by an expression that is selected",
            select(User::id + 1).union(select(Post::id + 5)).order_by((User::id + 1).desc()).limit(2),
            [8, 7],
        ),
        query(
            "23",
            "a limited first member",
            users().order_by(User::id.desc()).limit(1).union_all(authors()).order_by(User::id),
            [1, 1, 3, 3],
        ),
        query(
            "23",
            "limited members",
            {
                users()
                    .order_by(User::id)
                    .limit(1)
                    .union_all(select(Post::id).order_by(Post::id.desc()).limit(1))
                    .order_by(User::id.desc())
            },
            [3, 1],
        ),
        // From left to right: (users UNION posts) INTERSECT comments.
        query("23", "INTERSECT after UNION", users().union(authors()).intersect(comments()).order_by(User::id), [1, 2]),
        query("23", "EXCEPT after INTERSECT", users().intersect(authors()).except(comments()).order_by(User::id), [3]),
        query("23", "UNION after EXCEPT", users().except(authors()).union(comments()).order_by(User::id), [1, 2]),
        query("23", "a compound as a member", users().except(authors().union(comments())).order_by(User::id), []),
        query(
            "23",
            "a limited compound as a member",
            users().union(authors()).order_by(User::id.desc()).limit(1).union(comments()).order_by(User::id),
            [1, 2, 3],
        ),
        query(
            "23",
            "a compound in the FROM",
            {
                let both = users().union_all(authors()).subquery();
                let id = both.columns();
                select((id.clone(), func::count_all())).group_by(id.clone()).order_by(id).limit(2)
            },
            [(1, 3), (2, 1)],
        ),
        query(
            "23",
            "members with joins and groups",
            {
                select((User::name, func::count(Post::id)))
                    .join(User::posts)
                    .group_by(User::name)
                    .union_all(select((literal("all".to_owned()), func::count(Post::id))))
                    .order_by(User::name)
            },
            [("Alice".to_owned(), 2), ("Carol".to_owned(), 1), ("all".to_owned(), 3)],
        ),
    ]
}
