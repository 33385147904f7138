//! Row 22: common table expressions, recursive ones, and those that write.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let popular = || select((Post::id, Post::user_id)).filter(Post::views.gt(5)).cte("popular");
    let numbers = select(literal(1_i32)).recursive("numbers", |numbers| {
        let n = numbers.columns();
        select(n.clone() + 1).filter(n.lt(4))
    });
    let tree =
        select((Event::id, literal(0).label("depth"))).filter(Event::parent_id.is_null()).recursive("tree", |tree| {
            let (id, depth) = tree.columns();
            select((Event::id, depth + 1)).join(tree.on(Event::parent_id.eq(id)))
        });
    let loops = select(Post::user_id).filter(Post::id.eq(1)).recursive_distinct("loops", |loops| {
        let id = loops.columns();
        select((literal(4_i64) - id).type_coerce::<i64>())
    });
    vec![
        query(
            "22",
            "a CTE",
            {
                let popular = popular();
                let (_, user_id) = popular.columns();
                select(User::name).join(popular.on(user_id.eq(User::id))).order_by(User::id)
            },
            texts(["Alice", "Carol"]),
        ),
        query(
            "22",
            "a CTE in a subquery",
            {
                let popular = popular();
                let (_, user_id) = popular.columns();
                ids(User::id.in_select(select(user_id)) & User::id.gt(1))
            },
            [3],
        ),
        query(
            "22",
            "a CTE used twice",
            {
                let popular = popular();
                let other = popular.alias("other");
                let ((id, _), (other_id, _)) = (popular.columns(), other.columns());
                select((id.clone(), other_id.clone())).join(other.on(other_id.gt(id)))
            },
            [(1, 3)],
        ),
        query(
            "22",
            "a CTE of a CTE",
            {
                let popular = popular();
                let (_, user_id) = popular.columns();
                let authors = select((User::id, User::name)).join(popular.on(user_id.eq(User::id))).cte("authors");
                let (id, name) = authors.columns();
                select(name).filter(id.gt(1))
            },
            texts(["Carol"]),
        ),
        query(
            "22",
            "values before and after a CTE",
            {
                let popular = popular();
                let (id, _) = popular.columns();
                select((literal("x".to_owned()), id.clone())).filter(id.gt(1))
            },
            [("x".to_owned(), 3)],
        ),
        query(
            "22",
            "a materialized CTE",
            {
                let once = select(Post::id).filter(Post::views.gt(5)).cte_materialized("once", true);
                select(once.columns()).order_by(once.columns())
            },
            [1, 3],
        ),
        query(
            "22",
            "a CTE of a compound",
            {
                let both = select(User::id).union(select(Post::id + 10)).cte("both");
                select(both.columns()).order_by(both.columns().desc()).limit(1)
            },
            [13],
        ),
        query("22", "a recursive CTE", select(numbers.columns()).order_by(numbers.columns()), [1, 2, 3, 4]),
        query("22", "a recursive CTE aggregated", select(func::sum(numbers.columns())), [Some(10)]),
        query(
            "22",
            "a tree",
            {
                let (id, depth) = tree.columns();
                select((Event::title, depth)).join(tree.on(Event::id.eq(id.clone()))).order_by(id)
            },
            [("Launch".to_owned(), 0), ("Second launch".to_owned(), 1), ("Retro".to_owned(), 2)],
        ),
        query("22", "a recursive CTE that goes round", select(loops.columns()).order_by(loops.columns()), [1, 3]),
        change(
            "22",
            "a CTE in an UPDATE",
            {
                let popular = popular();
                let (id, _) = popular.columns();
                update(Post).filter(Post::id.in_select(select(id))).set(Post::title, "popular")
            },
            select(Post::title).order_by(Post::id),
            texts(["popular", "SQL", "popular"]),
        ),
        change(
            "22",
            "a CTE in a DELETE",
            {
                let popular = popular();
                let (id, _) = popular.columns();
                delete(Comment)
                    .filter(Comment::post_id.in_select(select(id).filter(literal(1).eq(1))) & Comment::id.eq(2))
            },
            select(Comment::id),
            [1],
        ),
        change(
            "22",
            "a CTE in an INSERT",
            {
                let popular = popular();
                let (id, user_id) = popular.columns();
                insert(Comment).from_select(
                    (Comment::body, Comment::post_id, Comment::user_id),
                    select((literal("hm".to_owned()), id, user_id.optional())),
                )
            },
            select(Comment::post_id).filter(Comment::body.eq("hm")).order_by(Comment::post_id),
            [1, 3],
        ),
        query(
            "22",
            "an INSERT in a CTE",
            {
                let added = insert(Comment)
                    .values([Comment { id: 9, ..comments()[0].clone() }])
                    .returning((Comment::id, Comment::body))
                    .cte("added");
                select(added.columns())
            },
            [(9, "Nice".to_owned())],
        ),
        query(
            "22",
            "an UPDATE in a CTE",
            {
                let changed = update(Post)
                    .filter(Post::id.gt(1))
                    .set(Post::views, Post::views + 1)
                    .returning((Post::id, Post::views))
                    .cte("changed");
                let (id, views) = changed.columns();
                select((id.clone(), views)).order_by(id)
            },
            [(2, 1), (3, 8)],
        ),
        query(
            "22",
            "a DELETE in a CTE",
            {
                let gone = delete(Comment).returning(Comment::id).cte("gone");
                select(func::count(gone.columns()))
            },
            [2],
        ),
        query(
            "22",
            "an INSERT in a CTE, of rows that set different columns",
            {
                let added = insert(Counter)
                    .values([Counter::builder().id(50)])
                    .values([Counter::builder().n(9)])
                    .returning(Counter::n)
                    .cte("added");
                select(added.columns()).order_by(added.columns())
            },
            [7, 9],
        ),
        query(
            "22",
            "an INSERT in a CTE, of rows that set no column",
            {
                let added =
                    insert(Counter).values([Counter::builder(), Counter::builder()]).returning(Counter::n).cte("added");
                select(added.columns())
            },
            [7, 7],
        ),
        query(
            "22",
            "an INSERT from a query in a CTE",
            {
                let added = insert(Comment)
                    .returning(Comment::body)
                    .from_select(
                        (Comment::body, Comment::post_id),
                        select((Post::title, Post::id)).filter(Post::id.eq(2)),
                    )
                    .cte("added");
                select(added.columns())
            },
            texts(["SQL"]),
        ),
        change(
            "22",
            "rows that a CTE deletes, in an INSERT",
            {
                let moved =
                    delete(Comment).filter(Comment::id.eq(2)).returning((Comment::body, Comment::post_id)).cte("moved");
                let (body, post_id) = moved.columns();
                insert(Comment).from_select((Comment::body, Comment::post_id), select((body.concat("!"), post_id)))
            },
            select(Comment::body).order_by(Comment::id),
            texts(["Nice", "Hm!"]),
        ),
    ]
}
