//! SELECT.

use orm::prelude::*;

use super::super::models::*;
use super::Sheet;

#[test]
fn selects_and_joins() {
    let with_views = Post.on(Post::user_id.eq(User::id) & Post::views.gt(0));
    Sheet::default()
        .statement("a model", &select(User))
        .statement("columns and expressions", &select((User::name, User::age + 1, func::lower(User::email))))
        .statement(
            "distinct, sorted, cut",
            &select((User::name, User::age)).distinct().order_by((User::age.desc(), User::name)).limit(10).offset(20),
        )
        .statement("an offset without a limit", &select(User::id).offset(5))
        .statement("filters", &select(User::id).filter(User::is_active).filter(User::age.gt(18) | User::age.is_null()))
        .statement("along a relationship", &select((User::name, Post::title)).join(User::posts))
        .statement("from the other end", &select(Post::title).join(User::posts).filter(User::name.eq("x")))
        .statement("several joins", &select((User::id, Comment::id)).join(User::posts).outerjoin(Post::comments))
        .statement("on a condition", &select((User::id, Post.optional())).outerjoin(with_views))
        .statement("along the only foreign key", &select(Post::id).join(User))
        .statement("tables that nothing links", &select((User::id, Comment::id)))
        .statement(
            "tables that nothing links, and a join",
            &select((User::id, Comment::id, Post::id)).join(Post.on(Post::user_id.eq(User::id))),
        )
        .statement(
            "groups",
            &select((User::name, func::count(Post::id)))
                .outerjoin(User::posts)
                .group_by(User::id)
                .having(func::count(Post::id).gt(1))
                .order_by(func::count(Post::id).desc()),
        )
        .statement("counting rows", &select(func::count_all()).select_from(User))
        .check("queries");
}

#[test]
fn statements_that_make_no_sense() {
    Sheet::default()
        .statement("a table that is missing", &select(User).filter(Post::title.eq("x")))
        .statement("two foreign keys", &select((Post::id, User::id)).join(User).join(Comment))
        .statement("a join before the one it needs", &select(User).join(Post::comments).join(User::posts))
        .statement("an update with a column of another table", &update(Post).set(Post::views, 1).filter(User::id.eq(1)))
        .statement("a delete with a column of a table below", &delete(User).filter(Post::views.eq(1)))
        .statement("an update of nothing", &update(User))
        .statement("an insert of nothing", &insert(User).values(Vec::<User>::new()))
        .statement("a bind without a value", &text("SELECT :a"))
        .check("errors");
}
