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
        query(
            "23",
            "sorted by the second column of a name",
            {
                select((User::id, Post::id))
                    .join(User::posts)
                    .union_all(select((User::id, Post::id + 10)).join(User::posts))
                    .order_by(Post::id.desc())
                    .limit(2)
            },
            [(3, 13), (1, 12)],
        ),
        query(
            "23",
            "sorted by the second column of a name, in the FROM",
            {
                let last = select((User::id, Post::id))
                    .join(User::posts)
                    .union_all(select((User::id, Post::id + 10)).join(User::posts))
                    .order_by(Post::id.desc())
                    .limit(2)
                    .subquery();
                let (_, post_id) = last.columns();
                select(post_id.clone()).order_by(post_id)
            },
            [12, 13],
        ),
        query(
            "23",
            "sorted by a label that is not selected",
            users().union(select(Post::id + 1)).order_by(User::id.label("n").desc()).limit(2),
            [4, 3],
        ),
        query(
            "23",
            "sorted by a column, NULLS LAST",
            select(User::age).union(select(User::age + 1)).order_by(User::age.asc().nulls_last()),
            [Some(30), Some(31), Some(41), Some(42), None],
        ),
        query(
            "23",
            "sorted by an expression that is selected, NULLS LAST",
            {
                select((User::id, User::age + 1))
                    .union_all(select((User::id, User::age)))
                    .order_by(((User::age + 1).asc().nulls_last(), User::id.desc()))
            },
            [(1, Some(30)), (1, Some(31)), (3, Some(41)), (3, Some(42)), (2, None), (2, None)],
        ),
        query(
            "23",
            "a limited aggregate as the first member, in the FROM",
            {
                let both = select(func::count(Post::id)).limit(5).union_all(select(func::count(User::id))).subquery();
                select(both.columns())
            },
            [3, 3],
        ),
        query(
            "23",
            "a limited compound as the first member, in the FROM",
            {
                let first = select((User::id * 2, User::name)).union(select((Post::id * 2, Post::title)));
                let both = first
                    .order_by((User::id * 2, User::name))
                    .limit(5)
                    .union_all(select((Comment::id, Comment::body)))
                    .subquery();
                let (id, name) = both.columns();
                select((id.clone(), name.clone())).filter(id.gt(4)).order_by(name)
            },
            [(6, "Carol".to_owned())],
        ),
    ]
}
