//! Rows 14 and 21: subqueries as values, in the FROM, and where their tables come from.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let counts = select((Post::user_id, func::count(Post::id).label("posts"))).group_by(Post::user_id).subquery();
    let (user_id, posts) = counts.columns();
    let newest = select(Post).order_by(Post::id.desc()).limit(2).subquery_named("newest");
    let post = newest.columns();
    let own_posts = || select(func::count(Post::id)).filter(Post::user_id.eq(User::id));
    let unnamed = select((Post::id, Post::id + 1, Post::title.concat("!"), Post::id)).subquery();
    let (id, next, shown, again) = unnamed.columns();
    let same_age = aliased(User);
    vec![
        query(
            "21",
            "a subquery in the FROM",
            select((User::name, posts.clone())).join(counts.on(user_id.clone().eq(User::id))).order_by(User::id),
            [("Alice".to_owned(), 2), ("Carol".to_owned(), 1)],
        ),
        query(
            "21",
            "a subquery alone",
            select((user_id.clone(), posts.clone() * 10)).filter(posts.clone().gt(1)),
            [(1, 20)],
        ),
        query(
            "21",
            "a subquery of a model",
            {
                select((User::name, post.col(Post::title)))
                    .join(newest.on(post.col(Post::user_id).eq(User::id)))
                    .order_by(post.col(Post::id))
            },
            [("Alice".to_owned(), "SQL".to_owned()), ("Carol".to_owned(), "Tea".to_owned())],
        ),
        query(
            "21",
            "columns without names",
            select((id, next, shown, again)).filter(unnamed.c("column_2").eq(3)),
            [(2, 3, "SQL!".to_owned(), 2)],
        ),
        query("21", "an aggregate of aggregates", select(func::max(posts.clone())), [Some(2)]),
        query(
            "21",
            "a subquery of a subquery",
            {
                let inner = select((Post::user_id, Post::views)).filter(Post::views.gt(0)).subquery();
                let (user_id, views) = inner.columns();
                let outer = select((user_id, views.label("v"))).subquery();
                let (user_id, views) = outer.columns();
                select((user_id.clone(), views)).order_by(user_id)
            },
            [(1, 10), (3, 7)],
        ),
        query(
            "21",
            "an outer join of a subquery",
            {
                select((User::id, posts.clone().optional()))
                    .outerjoin(counts.on(user_id.clone().eq(User::id)))
                    .order_by(User::id)
            },
            [(1, Some(2)), (2, None), (3, Some(1))],
        ),
        query(
            "14",
            "a subquery as a value",
            select((User::id, own_posts().scalar_subquery())).order_by(User::id),
            [(1, Some(2)), (2, Some(0)), (3, Some(1))],
        ),
        query("14", "compared with a subquery", ids(own_posts().scalar_subquery().gt(1)), [1]),
        query(
            "14",
            "calculated with a subquery",
            select(User::id + func::coalesce(own_posts().scalar_subquery(), 0)).order_by(User::id),
            [3, 2, 4],
        ),
        query(
            "14",
            "sorted by a subquery",
            select(User::id).order_by((own_posts().scalar_subquery().desc(), User::id)),
            [1, 3, 2],
        ),
        query(
            "14",
            "a labelled subquery",
            {
                let n = own_posts().scalar_subquery().label("n");
                select((User::id, n.clone())).order_by((n.desc(), User::id)).limit(1)
            },
            [(1, Some(2))],
        ),
        query(
            "14",
            "a subquery of the same table",
            ids(User::age.ge(select(func::max(same_age.col(User::age))).scalar_subquery())),
            [3],
        ),
        query(
            "14",
            "correlated with an alias",
            ids(select(same_age.col(User::id)).filter(same_age.col(User::id).gt(User::id)).exists()),
            [1, 2],
        ),
        query(
            "14",
            "a query of its own",
            {
                // All posts there are, not the row's.
                post_ids(Post::views.eq(select(func::max(Post::views)).select_from(Post).scalar_subquery()))
            },
            [1],
        ),
        query(
            "14",
            "correlate",
            ids(select(User::id).select_from(Post).correlate(User).filter(Post::user_id.eq(User::id)).exists()),
            [1, 3],
        ),
        query(
            "14",
            "correlate all but one",
            ids(select(Post::id).filter(Post::user_id.eq(User::id)).correlate_except(Post).exists()),
            [1, 3],
        ),
        query(
            "14",
            "correlated two levels up",
            {
                let comments =
                    select(Comment::id).filter(Comment::post_id.eq(Post::id) & Comment::user_id.ne(User::id));
                ids(select(Post::id).filter(Post::user_id.eq(User::id) & comments.exists()).exists())
            },
            [1],
        ),
        query(
            "14",
            "a correlated subquery with LIMIT",
            {
                let newest = select(Post::title).filter(Post::user_id.eq(User::id)).order_by(Post::id.desc()).limit(1);
                select((User::id, newest.scalar_subquery())).order_by(User::id)
            },
            [(1, some("SQL")), (2, None), (3, some("Tea"))],
        ),
        query(
            "14",
            "IN a correlated subquery",
            post_ids(Post::id.in_select(select(Comment::post_id).filter(Comment::user_id.ne(Post::user_id)))),
            [1],
        ),
        query(
            "14",
            "IN a correlated subquery with LIMIT",
            {
                let newest =
                    select(Comment::post_id).filter(Comment::post_id.eq(Post::id)).order_by(Comment::id).limit(1);
                post_ids(Post::id.in_select(newest))
            },
            [1, 3],
        ),
        query(
            "14",
            "IN a limited subquery of a subquery",
            {
                let popular = select((Post::user_id, Post::views)).filter(Post::views.gt(5)).subquery();
                let (user_id, views) = popular.columns();
                ids(User::id.in_select(select(user_id).order_by(views).limit(1)))
            },
            [3],
        ),
        query(
            "14",
            "a correlated EXISTS with OFFSET",
            ids(select(Post::id).filter(Post::user_id.eq(User::id)).order_by(Post::id).limit(1).offset(1).exists()),
            [1],
        ),
    ]
}
