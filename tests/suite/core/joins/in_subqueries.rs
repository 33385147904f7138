//! A join is one thing to select from: no side of it comes from the statement around a subquery, unless that is asked for.

use orm::prelude::*;
use orm_tests::db_test;

use super::super::models::*;

/// The ids that a subquery finds, of posts.
macro_rules! posts_in {
    ($conn:expr, $subquery:expr) => {
        $conn.execute(select(Post::id).filter(Post::id.in_select($subquery)).order_by(Post::id)).all().await?
    };
}

db_test! {
    async fn the_left_side_stays_whatever_is_around(db: &TestDb) {
        let mut conn = filled(db).await?;
        let carol = User::name.eq("Carol");
        assert_eq!(posts_in!(conn, select(Post::id).join(Post::author).filter(carol.clone())), [3]);
        assert_eq!(posts_in!(conn, select(Post::id).join(User).filter(carol.clone())), [3]);
        assert_eq!(posts_in!(conn, select(Post::id).join(User.on(User::id.eq(Post::user_id))).filter(carol.clone())), [3]);
        let none = select(Post::id).outerjoin(Post::comments).filter(Comment::id.is_null());
        assert_eq!(posts_in!(conn, none), [2]);
        let author = aliased(User);
        let aliased = select(Post::id).join(Post::author.to(&author)).filter(author.col(User::name).eq("Carol"));
        assert_eq!(posts_in!(conn, aliased), [3]);

        let changed = update(Post).filter(Post::id.in_select(select(Post::id).join(Post::author).filter(carol.clone())));
        assert_eq!(conn.execute(changed.set(Post::views, 0)).await?.rows_affected(), 1);
        let deleted = delete(Comment).filter(Comment::id.in_select(
            select(Comment::id).join(Comment::post).filter(Post::title.eq("Tea")),
        ));
        assert_eq!(conn.execute(deleted).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(Comment::id)).all().await?, [1]);
    }

    async fn exists_and_scalars_are_queries_of_their_own_then(db: &TestDb) {
        let mut conn = filled(db).await?;
        let any = select(User::id).filter(select(User::id).join(User::posts).filter(Post::title.eq("Tea")).exists());
        assert_eq!(conn.execute(any.order_by(User::id)).all().await?, [1, 2, 3]);
        let all = select(func::count(Post::id)).join(User::posts).scalar_subquery();
        assert_eq!(conn.execute(select((User::id, all)).order_by(User::id)).all().await?, [(1, Some(3)), (2, Some(3)), (3, Some(3))]);
    }

    async fn a_side_that_is_correlated_is_linked_by_a_condition(db: &TestDb) {
        let mut conn = filled(db).await?;
        let own = select(func::count(Post::id)).join(User::posts).correlate(User).filter(Post::views.ge(0) | Post::id.eq(0));
        let counts = select((User::id, own.scalar_subquery())).order_by(User::id);
        assert_eq!(conn.execute(counts).all().await?, [(1, Some(2)), (2, Some(0)), (3, Some(1))]);
        // What stands in the select list alone comes from around it.
        let sum = select(func::max(Post::id + User::id)).join(Post::comments).filter(Post::user_id.eq(User::id));
        let sums = select((User::id, sum.scalar_subquery())).order_by(User::id);
        assert_eq!(conn.execute(sums).all().await?, [(1, Some(2)), (2, None), (3, Some(6))]);
        let outer = select(func::count(Post::id)).outerjoin(User::posts).correlate(User).scalar_subquery();
        let error = conn.execute(select((User::id, outer))).all().await.unwrap_err().to_string();
        assert!(error.contains("there is nothing to join `Post` to"), "{error}");
    }

    async fn a_join_on_nothing_keeps_its_condition(db: &TestDb) {
        let mut conn = filled(db).await?;
        let few = select(func::count_all()).join(Post.on(Post::views.gt(0)));
        assert_eq!(conn.execute(few).one().await?, 2);
        let error = conn.execute(select(Post::id).join(Post.on(Post::user_id.eq(User::id)))).all().await.unwrap_err();
        assert!(error.to_string().contains("`User::id` is not available"), "{error}");
    }
}
