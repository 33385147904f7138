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

    async fn a_key_can_be_named_that_may_be_there(db: &TestDb) {
        let mut conn = filled(db).await?;
        let taken = || User::builder().id(9).name("New").email(users()[0].email.clone());
        conn.execute(insert(User).values([taken()]).on_conflict_do_nothing_for(User::email)).await?;
        let other = conn.execute(insert(User).values([taken()]).on_conflict_do_nothing_for(User::id)).await;
        if matches!(db.backend, Backend::Sqlite | Backend::Postgres) {
            assert!(other.unwrap_err().is_unique_violation());
            conn.rollback().await?;
        }
    }

    async fn the_key_can_be_a_partial_index_or_a_constraint(db: &TestDb) {
        use orm::core::statement::{constraint, unique_where};

        #[derive(Model, Clone, Debug)]
        #[model(table = "parts", index(columns(code), name = "current_code", unique, filter = Part::current.eq(true)))]
        pub struct Part {
            #[column(primary_key)]
            pub id: i64,
            #[column(length = 10)]
            pub code: String,
            pub current: bool,
            pub n: i32,
        }

        let part = |id: i64, n: i32| Part { id, code: "a".to_owned(), current: true, n };
        let partial = || unique_where(Part::code, Part::current.eq(true));
        let upsert = insert(Part).values([part(2, 7)]).on_conflict_update(partial(), |row| row.set_excluded(Part::n));
        let named = insert(Part).values([part(1, 8)]).on_conflict_update(constraint("pk_parts"), |row| row.set_excluded(Part::n));
        let nothing = insert(Part).values([part(3, 9)]).on_conflict_do_nothing_for(partial());
        let mut conn = db.engine.acquire().await?;
        if matches!(db.backend, Backend::MariaDb | Backend::MySql) {
            assert!(matches!(conn.execute(upsert).await, Err(orm::Error::Unsupported { .. })));
            assert!(matches!(conn.execute(named).await, Err(orm::Error::Unsupported { .. })));
            return Ok(());
        }
        db.create(&metadata![Part]).await?;
        conn.execute(insert(Part).values([part(1, 1)])).await?;
        conn.execute(upsert).await?;
        conn.execute(nothing).await?;
        assert_eq!(conn.execute(select((Part::id, Part::n))).all().await?, [(1, 7)]);
        if db.backend == Backend::Sqlite {
            assert!(matches!(conn.execute(named).await, Err(orm::Error::Unsupported { .. })));
            return Ok(());
        }
        let sql = "SELECT conname::text FROM pg_constraint WHERE contype = 'p' AND conrelid = 'parts'::regclass";
        let key: String = conn.scalar(text(sql)).await?;
        let named = insert(Part).values([part(1, 8)]).on_conflict_update(constraint(key), |row| row.set_excluded(Part::n));
        conn.execute(named).await?;
        assert_eq!(conn.execute(select((Part::id, Part::n))).all().await?, [(1, 8)]);
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
