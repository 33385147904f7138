//! Statements that are rarely meant are warned about, once.

use orm::core::dialect::Dialect;
use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::{CapturedLog, db_test};

use super::models::*;

fn warnings(statement: &impl Statement) -> Vec<String> {
    statement.compile(&Dialect::POSTGRES).expect("it compiles").remove(0).warnings
}

#[test]
fn tables_that_nothing_links_are_named() {
    let found = warnings(&select((User::id, Post::id)));
    assert_eq!(
        found,
        ["`users` and `posts` are not joined: the statement gives every row of one with every row of the other. \
          Join them, or say that it is meant with `.cross_join(..)`"]
    );
    let on_itself = Post.on(Post::views.gt(1));
    assert_eq!(warnings(&select((User::id, Post::id)).join(on_itself)).len(), 1);
    assert_eq!(warnings(&select((User::id, Post::id, Comment::id)).filter(Post::user_id.eq(User::id))).len(), 1);
    let sub = select(Post::user_id).subquery();
    assert_eq!(warnings(&select((User::id, sub.columns())))[0].matches("`subquery`").count(), 1);
    // A subquery has a FROM of its own.
    let within = select(User::id).filter(User::id.in_select(select(Post::id).select_from(Comment)));
    assert_eq!(warnings(&within).len(), 1);
}

#[test]
fn tables_that_something_links_are_not() {
    let author = aliased(User);
    let none = [
        warnings(&select((User::id, Post::id)).join(User::posts)),
        warnings(&select((User::id, Post::id)).filter(Post::user_id.eq(User::id))),
        warnings(&select((User::id, Post::id)).filter(Post::user_id.eq(User::id) & User::is_active)),
        warnings(&select((User::id, Post::id)).cross_join(Post)),
        warnings(&select((User::id, Comment::id)).join(User::posts).join(Post::comments)),
        warnings(&select((Post::id, author.col(User::id))).join(Post::author.to(&author))),
        warnings(&select(User::id).filter(select(Post::id).filter(Post::user_id.eq(User::id)).exists())),
        warnings(&select(User::id)),
        warnings(&select(literal(1))),
    ];
    assert_eq!(none.concat(), Vec::<String>::new());
}

db_test! {
    async fn they_are_logged_once_per_statement(db: &TestDb) {
        let mut conn = filled(db).await?;
        let (log, _guard) = CapturedLog::collect();
        for least in [0, 1, 2] {
            let query = select((User::id, Post::id)).filter(User::id.gt(least) & Post::views.ge(least as i32));
            conn.execute(query).all().await?;
        }
        let lines = log.lines();
        let warned = lines.iter().filter(|line| line.contains("WARN orm::sql: `users` and `posts` are not joined")).count();
        assert_eq!(warned, 1, "{lines:?}");
    }
}
