//! INSERT of rows that may be there already.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::models::*;

fn post(id: i64, title: &str) -> Post {
    Post { id, title: title.to_owned(), ..posts()[0].clone() }
}

db_test! {
    async fn rows_that_are_left_alone_are_not_returned(db: &TestDb) {
        let mut conn = filled(db).await?;
        let some = [post(1, "Again"), post(9, "New")];
        let result = conn.execute(insert(Post).values(some.clone()).on_conflict_do_nothing().returning(Post::id)).all().await;
        match db.backend {
            Backend::Sqlite | Backend::Postgres => assert_eq!(result?, [9]),
            _ => {
                let error = result.unwrap_err();
                assert!(matches!(error, orm::Error::Unsupported { .. }), "{error}");
                assert!(db.log.take_all().is_empty());
                conn.execute(insert(Post).values(some).on_conflict_do_nothing()).await?;
            }
        }
        let titles = conn.execute(select(Post::title).filter(Post::id.in_([1, 9])).order_by(Post::id)).all().await?;
        assert_eq!(titles, ["Rust", "New"]);
    }

    async fn a_table_can_be_upserted_from_itself(db: &TestDb) {
        let mut conn = filled(db).await?;
        let columns = (Post::id, Post::title, Post::views, Post::user_id);
        let query = || select((Post::id, Post::title.concat("?"), Post::views + 1, Post::user_id)).filter(Post::id.lt(3));
        let upsert = insert(Post)
            .from_select(columns, query())
            .on_conflict_update(Post::id, |row| row.set(Post::title, Post::title.concat(excluded(Post::title))).set(Post::views, excluded(Post::views) * 2 + Post::views));
        conn.execute(upsert).await?;
        let rows = || select((Post::id, Post::title, Post::views)).order_by(Post::id);
        let expected = [(1, "RustRust?".to_owned(), 32), (2, "SQLSQL?".to_owned(), 2), (3, "Tea".to_owned(), 7)];
        assert_eq!(conn.execute(rows()).all().await?, expected);
        // Columns of one name, a join, a CTE.
        let named = select((Post::id, Post::title)).cte("named");
        let (id, title) = named.columns();
        let joined = select((Post::id, title, Post::user_id)).join(named.on(id.eq(Post::id))).join(Post::author);
        let upsert = insert(Post)
            .from_select((Post::id, Post::title, Post::user_id), joined)
            .on_conflict_update(Post::id, |row| row.set(Post::title, excluded(Post::title).concat("!")));
        conn.execute(upsert).await?;
        let same = select((Post::user_id, Post::title, Post::user_id));
        conn.execute(insert(Post).from_select((Post::id, Post::title, Post::user_id), same).on_conflict_do_nothing()).await?;
        let titles = conn.execute(select(Post::title).order_by(Post::id)).all().await?;
        assert_eq!(titles, ["RustRust?!", "SQLSQL?!", "Tea!"]);
    }
}
