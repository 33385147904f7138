//! Rows 25 and 34: joins, aliases, and conditions along relationships.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let titles = || select((User::name, Post::title)).order_by(Post::id);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let all = || [pair("Alice", "Rust"), pair("Alice", "SQL"), pair("Carol", "Tea")];
    let other = aliased(User);
    let parent = aliased_as(Event, "parent");
    let child = aliased(Event);
    let writer = aliased(User);
    vec![
        query("34", "JOIN a relationship", titles().join(User::posts), all()),
        query("34", "JOIN the other side's", titles().join(Post::author), all()),
        query(
            "34",
            "JOIN along two",
            select((User::name, Comment::body)).join(User::posts).join(Post::comments).order_by(Comment::id),
            [pair("Alice", "Nice"), pair("Carol", "Hm")],
        ),
        query("25", "JOIN by the only foreign key", titles().join(Post), all()),
        query(
            "25",
            "JOIN ON",
            titles().join(Post.on(Post::user_id.eq(User::id) & Post::views.gt(5))),
            [all()[0].clone(), all()[2].clone()],
        ),
        query(
            "25",
            "LEFT JOIN",
            {
                select((User::id, Post::title.optional()))
                    .outerjoin(User::posts)
                    .filter(User::id.gt(1))
                    .order_by(User::id)
            },
            [(2, None), (3, some("Tea"))],
        ),
        query("25", "rows without a partner", select(User::id).outerjoin(User::posts).filter(Post::id.is_null()), [2]),
        query(
            "25",
            "FULL JOIN",
            {
                select((User::name.optional(), Comment::body.optional()))
                    .full_outer_join(Comment.on(Comment::user_id.eq(User::id)))
                    .order_by((Comment::id.asc().nulls_last(), User::id))
            },
            [(some("Carol"), some("Nice")), (None, some("Hm")), (some("Alice"), None), (some("Bob"), None)],
        ),
        query(
            "25",
            "tables that nothing links, with a warning",
            select((User::id, Post::id)).order_by((User::id, Post::id)).limit(2),
            [(1, 1), (1, 2)],
        ),
        query(
            "25",
            "CROSS JOIN",
            select((User::id, Post::id)).cross_join(Post).order_by((User::id, Post::id)).limit(2),
            [(1, 1), (1, 2)],
        ),
        query(
            "25",
            "several in the FROM",
            select((User::id, Post::id)).filter(Post::user_id.eq(User::id)).order_by(Post::id),
            [(1, 1), (1, 2), (3, 3)],
        ),
        query(
            "25",
            "several in the FROM, and a join",
            {
                select((User::id, Post::id, Comment::id))
                    .join(Post::comments)
                    .filter(Post::user_id.eq(User::id))
                    .order_by(Comment::id)
            },
            [(1, 1, 1), (3, 3, 2)],
        ),
        query(
            "25",
            "a self-join",
            {
                select((User::id, other.col(User::id)))
                    .join(other.on(other.col(User::id).gt(User::id) & other.col(User::is_active).eq(User::is_active)))
            },
            [(1, 3)],
        ),
        query(
            "34",
            "JOIN a relationship to itself",
            select((Event::title, parent.col(Event::title))).join(Event::parent.to(&parent)).order_by(Event::id),
            [pair("Second launch", "Launch"), pair("Retro", "Second launch")],
        ),
        query(
            "34",
            "JOIN from an alias on",
            select((writer.col(User::name), Post::title)).join(writer.along(User::posts)).filter(Post::id.eq(3)),
            [pair("Carol", "Tea")],
        ),
        query("34", "a relationship has any", ids(User::posts.any(Post::views.gt(8))), [1]),
        query("34", "a relationship has none", ids(!User::posts.any(true)), [2]),
        query("34", "a relationship leads to", post_ids(Post::author.has(User::name.eq("Carol"))), [3]),
        query(
            "34",
            "a relationship leads to one with any",
            ids(User::posts.any(Post::comments.any(Comment::body.eq("Nice")) & Post::author.has(User::is_active))),
            [1],
        ),
        query(
            "34",
            "a relationship to itself has any",
            event_ids(Event::children.to(&child).any(child.col(Event::price).gt(Decimal::ONE))),
            [2],
        ),
        query(
            "34",
            "an alias's relationship has any",
            select(writer.col(User::id)).filter(writer.along(User::posts).any(Post::views.eq(0))),
            [1],
        ),
    ]
}

#[test]
fn a_relationship_to_itself_needs_a_name_for_the_other_end() {
    let error = orm::core::statement::Statement::compile(
        &event_ids(Event::children.any(true)),
        &orm::core::dialect::Dialect::SQLITE,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Event::children` leads from `Event` to itself: name the other end, `let other = aliased(Event)`, and use \
         `Event::children.to(&other).any(..)`",
    );
}
