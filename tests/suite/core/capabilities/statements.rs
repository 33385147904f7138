//! Statements: rows 20 to 38 of the list.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use super::super::models::*;
use super::{Case, case, effect, run_all};

pub fn cases() -> Vec<Case> {
    let counts = select((Post::user_id, func::count(Post::id).label("posts"))).group_by(Post::user_id).subquery();
    let (user_id, posts) = counts.columns();
    let numbers = select(literal(1)).recursive("numbers", |numbers| {
        let n = numbers.columns();
        select(n.clone() + 1).filter(n.lt(4))
    });
    let n = numbers.columns();
    vec![
        case(
            "21",
            "subquery in FROM",
            select((User::name, posts.clone())).join(counts.on(user_id.eq(User::id))).order_by(User::id),
            [("Alice".to_owned(), 2), ("Carol".to_owned(), 1)],
        ),
        case("22", "recursive CTE", select(n.clone()).order_by(n), [1, 2, 3, 4]),
        case("23", "UNION", select(User::id).union(select(Post::id)).order_by(User::id), [1, 2, 3]),
        effect(
            "32",
            "UPDATE from another table",
            update(Post).from(User).filter(Post::user_id.eq(User::id)).set(Post::title, User::name),
            select(Post::title).order_by(Post::id),
            ["Alice".to_owned(), "Alice".to_owned(), "Carol".to_owned()],
        ),
        effect(
            "33",
            "DELETE using another table",
            delete(Post).using(User).filter(Post::user_id.eq(User::id) & User::name.eq("Alice") & Post::id.eq(2)),
            select(Post::id).order_by(Post::id),
            [1, 3],
        ),
    ]
}

db_test! {
    async fn statements_do_what_they_say(db: &TestDb) {
        run_all(db, &cases()).await?;
    }
}

#[test]
fn statements() {
    super::case::snapshot("capabilities_statements", &cases());
}
