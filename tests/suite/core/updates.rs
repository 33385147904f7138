//! UPDATE.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

#[derive(Model, Debug)]
#[model(table = "documents")]
pub struct Document {
    #[column(primary_key)]
    pub id: i64,
    pub body: String,
    #[column(default = 0, onupdate = 9)]
    pub touched: i32,
    #[column(onupdate = func::now())]
    pub changed_at: Option<NaiveDateTime>,
}

#[derive(Model, Debug)]
#[model(table = "tallies")]
pub struct Tally {
    #[column(primary_key)]
    pub id: i64,
    pub count: i64,
    pub oldest: Option<i32>,
    #[column(default = 0, onupdate = Tally::count * 10)]
    pub tenfold: i64,
}

db_test! {
    /// MySQL and MariaDB assign from left to right, and see what they assigned.
    async fn what_is_set_follows_from_the_row_as_it_was(db: &TestDb) {
        let mut conn = filled(db).await?;
        metadata![Tally].create_all(&db.engine).await?;
        conn.execute(insert(Tally).values([Tally::builder().id(1).count(2)])).await?;
        let oldest = select(func::max(User::age)).filter(User::id.eq(Tally::count)).scalar_subquery();
        conn.execute(update(Tally).set(Tally::count, 99).set(Tally::oldest, oldest)).await?;
        let seen = select((Tally::count, Tally::oldest, Tally::tenfold));
        let bob = conn.execute(select(User::age).filter(User::id.eq(2))).one().await?;
        assert_eq!(conn.execute(seen.clone()).one().await?, (99, bob, 20));
        conn.commit().await?;

        let mut session = db.session();
        let tally = session.get_one(Tally, 1).await?;
        tally.set(Tally::count, 5);
        session.commit().await?;
        assert_eq!(tally.tenfold, 990);
        session.execute(update(Tally).set(Tally::count, 6)).await?;
        assert_eq!(session.execute(seen).one().await?.2, 50);
    }

    async fn rows_that_match_the_filter_are_updated_and_counted(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = update(User).filter(User::is_active).filter(User::age.gt(1)).set(User::name, "X");
        assert_eq!(conn.execute(statement).await?.rows_affected(), 2);
        assert_eq!(conn.execute(select(User::name).order_by(User::id)).all().await?, ["X", "Bob", "X"]);
        assert_eq!(db.log.take().len(), 2);
    }

    async fn rows_that_already_have_the_value_count_too(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = || update(User).filter(User::id.in_([1, 2])).set(User::is_active, true);
        assert_eq!(conn.execute(statement()).await?.rows_affected(), 2);
        assert_eq!(conn.execute(statement()).await?.rows_affected(), 2);
        assert_eq!(conn.execute(statement().filter(User::id.eq(9))).await?.rows_affected(), 0);
    }

    async fn without_a_filter_all_rows_are_updated(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(update(User).set(User::age, 1)).await?.rows_affected(), 3);
        assert_eq!(conn.execute(select(User::age).distinct()).all().await?, [Some(1)]);
    }

    async fn columns_are_set_to_values_nulls_and_expressions(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = update(User)
            .filter(User::id.ne(2))
            .set(User::age, User::age * 2)
            .set(User::name, func::upper(User::name))
            .set(User::email, None)
            .set(User::created_at, func::now());
        assert_eq!(conn.execute(statement).await?.rows_affected(), 2);
        let users = conn.execute(select(User).order_by(User::id)).all().await?;
        assert_eq!((users[0].age, users[0].name.as_str(), &users[0].email), (Some(60), "ALICE", &None));
        assert_eq!((users[1].age, users[1].name.as_str()), (None, "Bob"));
        assert_eq!(users[2].age, Some(82));
    }

    async fn a_subquery_chooses_the_rows(db: &TestDb) {
        let mut conn = filled(db).await?;
        let writers = select(Post::user_id).filter(Post::title.eq("Tea"));
        let statement = update(User).filter(User::id.in_select(writers)).set(User::name, "Tea lover");
        assert_eq!(conn.execute(statement).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(User::name).filter(User::id.eq(3))).one().await?, "Tea lover");
    }

    async fn a_subquery_may_look_at_the_table_that_changes(db: &TestDb) {
        let mut conn = filled(db).await?;
        let oldest = select(func::max(User::age));
        let statement = update(User).filter(User::age.in_select(oldest)).set(User::name, "Oldest");
        assert_eq!(conn.execute(statement).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(User::id).filter(User::name.eq("Oldest"))).all().await?, [3]);
    }

    async fn returning_gives_back_the_updated_rows_where_the_database_can(db: &TestDb) {
        let mut conn = filled(db).await?;
        let statement = || update(Post).filter(Post::views.gt(0)).set(Post::views, Post::views + 1);
        if !db.backend.has_update_returning() {
            let error = conn.execute(statement().returning(Post::id)).all().await.unwrap_err();
            assert!(matches!(error, orm::Error::Unsupported { .. }));
            let name = db.engine.dialect().name;
            assert_eq!(error.to_string(), format!("{name} does not support UPDATE .. RETURNING"));
            return Ok(());
        }
        let mut rows = conn.execute(statement().returning((Post::id, Post::views, Post::views * 2))).all().await?;
        rows.sort_unstable();
        assert_eq!(rows, [(1, 11, 22), (3, 8, 16)]);
        let post: Post = conn.execute(statement().filter(Post::id.eq(1)).returning(Post)).one().await?;
        assert_eq!((post.title.as_str(), post.views), ("Rust", 12));
    }

    async fn an_update_that_sets_nothing_is_an_error(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(update(User).filter(User::id.eq(1))).await.unwrap_err();
        assert!(matches!(error, orm::Error::Statement(_)));
        assert_eq!(error.to_string(), "update(User) sets no column");
    }

    async fn columns_with_onupdate_are_set_unless_the_update_sets_them(db: &TestDb) {
        db.create(&metadata![Document]).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Document).values(["a", "b"].map(|body| Document::builder().body(body)))).await?;
        assert_eq!(conn.execute(select((Document::touched, Document::changed_at))).first().await?, Some((0, None)));
        conn.execute(update(Document).filter(Document::id.eq(1)).set(Document::body, "c")).await?;
        conn.execute(update(Document).filter(Document::id.eq(2)).set(Document::touched, 3)).await?;
        let rows = conn.execute(select(Document).order_by(Document::id)).all().await?;
        assert_eq!((rows[0].touched, rows[1].touched), (9, 3));
        assert!(rows.iter().all(|row| row.changed_at.is_some()));
    }

    async fn setting_a_column_twice_keeps_the_last_value(db: &TestDb) {
        let mut conn = filled(db).await?;
        conn.execute(update(User).filter(User::id.eq(1)).set(User::age, 1).set(User::age, 2)).await?;
        assert_eq!(conn.execute(select(User::age).filter(User::id.eq(1))).one().await?, Some(2));
    }

    async fn a_query_of_the_table_itself_can_be_about_the_row(db: &TestDb) {
        let mut conn = filled(db).await?;
        let others = aliased(User);
        let older = select(func::max(others.col(User::age))).filter(others.col(User::id).ne(User::id)).scalar_subquery();
        let copied = conn.execute(update(User).filter(User::id.eq(2)).set(User::age, Expr::<i32>::from_node(older.into_node()))).await;
        if db.engine.dialect().capabilities.subqueries_of_changed {
            copied?;
            assert_eq!(conn.execute(select(User::age).filter(User::id.eq(2))).one().await?, Some(41));
        } else {
            let error = copied.unwrap_err().to_string();
            assert_eq!(error, "MySQL does not support a correlated subquery of the table that is changed");
        }
        let any = aliased(User);
        let oldest = select(func::max(any.col(User::age))).scalar_subquery();
        conn.execute(update(User).set(User::age, Expr::<i32>::from_node(oldest.into_node()))).await?;
        assert_eq!(conn.execute(select(User::age)).all().await?, [Some(41); 3]);
    }

    async fn a_query_of_the_table_itself_can_be_deep(db: &TestDb) {
        let mut conn = filled(db).await?;
        let known = select(User::id).filter(User::name.ne("Bob"));
        let theirs = select(Post::user_id).filter(Post::user_id.in_select(known));
        conn.execute(update(User).filter(User::id.in_select(theirs.clone())).set(User::age, 7)).await?;
        let changed = conn.execute(select(User::id).filter(User::age.eq(7)).order_by(User::id)).all().await?;
        assert!(!changed.is_empty());
        conn.execute(delete(Comment)).await?;
        conn.execute(delete(Post).filter(Post::user_id.in_select(select(User::id).filter(User::id.in_select(select(Post::user_id)))))).await?;
        assert_eq!(conn.scalar::<i64>(select(func::count(Post::id))).await?, 0);
    }
}
