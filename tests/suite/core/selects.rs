//! What can be selected, filtered, sorted and cut.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

db_test! {
    async fn a_label_sorts_though_a_column_has_its_name(db: &TestDb) {
        let mut conn = filled(db).await?;
        let label = (Post::views * -1).label("id");
        let query = select((label.clone(), Post::id)).order_by(label.clone());
        assert_eq!(conn.execute(query).all().await?, [(-10, 1), (-7, 3), (0, 2)]);
        let query = select((Post, label.clone())).order_by(label.desc());
        let rows: Vec<(Post, i32)> = conn.execute(query).all().await?;
        assert_eq!(rows.iter().map(|(post, _)| post.id).collect::<Vec<_>>(), [2, 3, 1]);
    }

    async fn an_entity_decodes_into_a_plain_model(db: &TestDb) {
        let mut conn = filled(db).await?;
        let all: Vec<User> = conn.execute(select(User).order_by(User::id)).all().await?;
        for (user, expected) in all.iter().zip(users()) {
            assert_eq!((user.id, &user.name, &user.email), (expected.id, &expected.name, &expected.email));
            assert_eq!((user.age, user.is_active, user.created_at), (expected.age, expected.is_active, expected.created_at));
        }
        assert_eq!(all.len(), 3);
        assert_eq!(db.log.take().len(), 1);
    }

    async fn a_column_decodes_into_its_type(db: &TestDb) {
        let mut conn = filled(db).await?;
        let names: Vec<String> = conn.execute(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names, ["Alice", "Bob", "Carol"]);
        let emails: Vec<Option<String>> = conn.execute(select(User::email).order_by(User::id)).all().await?;
        assert_eq!(emails[1], None);
    }

    async fn a_tuple_mixes_entities_columns_and_expressions(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User::id, User, User::age.is_null(), User::age + 1)).order_by(User::id);
        let rows: Vec<(i64, User, bool, Option<i32>)> = conn.execute(query).all().await?;
        let row = &rows[1];
        assert_eq!((row.0, row.1.name.as_str(), row.2, row.3), (2, "Bob", true, None));
        assert_eq!((rows[2].2, rows[2].3), (false, Some(42)));
    }

    async fn a_tuple_takes_twelve_items(db: &TestDb) {
        let mut conn = filled(db).await?;
        let id = User::id;
        let query = select((id, id, id, id, id, id, id, id, id, id, User::name, User)).filter(id.eq(1));
        let row = conn.execute(query).one().await?;
        assert_eq!((row.9, row.10.as_str(), row.11.id), (1, "Alice", 1));
    }

    async fn several_filters_must_all_hold(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select(User::id).filter(User::is_active).filter(User::age.gt(35));
        assert_eq!(conn.execute(query).all().await?, [3]);
    }

    async fn filters_can_be_built_at_run_time(db: &TestDb) {
        let mut conn = filled(db).await?;
        let wanted: [(&str, Option<i32>); 2] = [("Alice", Some(30)), ("Bob", None)];
        let any = any_of(wanted.map(|(name, age)| all_of([User::name.eq(name), User::age.eq(age)])));
        assert_eq!(conn.execute(select(User::id).filter(any).order_by(User::id)).all().await?, [1, 2]);
        let nothing: Vec<Expr<bool>> = Vec::new();
        assert_eq!(conn.execute(select(User::id).filter(all_of(nothing.clone()))).all().await?.len(), 3);
        assert_eq!(conn.execute(select(User::id).filter(any_of(nothing))).all().await?.len(), 0);
    }

    async fn order_by_takes_several_keys_in_both_directions(db: &TestDb) {
        let mut conn = filled(db).await?;
        let ids = conn.execute(select(Post::id).order_by((Post::user_id.desc(), Post::title))).all().await?;
        assert_eq!(ids, [3, 1, 2]);
        let ids = conn.execute(select(Post::id).order_by(Post::user_id).order_by((Post::views % 8).asc())).all().await?;
        assert_eq!(ids, [2, 1, 3]);
        let keys = vec![Post::user_id.asc(), func::lower(Post::title).desc()];
        assert_eq!(conn.execute(select(Post::id).order_by(keys)).all().await?, [2, 1, 3]);
    }

    async fn limit_and_offset_cut_the_rows(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = || select(User::id).order_by(User::id);
        assert_eq!(conn.execute(query().limit(2)).all().await?, [1, 2]);
        assert_eq!(conn.execute(query().limit(2).offset(2)).all().await?, [3]);
        assert_eq!(conn.execute(query().offset(1)).all().await?, [2, 3]);
        assert_eq!(conn.execute(query().limit(100).offset(1)).all().await?, [2, 3]);
        assert!(conn.execute(query().limit(0)).all().await?.is_empty());
        assert!(conn.execute(query().offset(5)).all().await?.is_empty());
        assert_eq!(conn.execute(query().limit(u64::MAX)).all().await?.len(), 3);
    }

    async fn distinct_returns_equal_rows_once(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(select(Post::user_id).distinct().order_by(Post::user_id)).all().await?, [1, 3]);
        let pairs = conn.execute(select((Post::user_id, Post::user_id)).distinct()).all().await?;
        assert_eq!(pairs.len(), 2);
    }

    async fn a_column_and_an_expression_select_null_as_none(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User::age, -User::age, func::lower(User::email))).filter(User::id.eq(2));
        assert_eq!(conn.execute(query).one().await?, (None, None, None));
    }

    async fn a_null_that_the_type_does_not_allow_is_an_error_that_names_the_column(db: &TestDb) {
        let mut conn = filled(db).await?;
        let age: Expr<i32> = User::age.into_expr();
        let error = conn.execute(select(age)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "cannot read column 0 of the row: it is NULL; read it as an `Option`");
        assert_eq!(conn.execute(select(User::id)).all().await?.len(), 3, "the connection goes on");
    }

    async fn a_renamed_column_is_selected_by_its_name_in_the_database(db: &TestDb) {
        db.create(&metadata![Renamed]).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Renamed).values([Renamed::builder().order(7).group_by("x")])).await?;
        let row = conn.execute(select(Renamed).filter(Renamed::order.eq(7) & Renamed::group_by.eq("x"))).one().await?;
        assert_eq!((row.order, row.group_by.as_str()), (7, "x"));
        assert!(db.log.take().iter().any(|sql| sql.contains("weird \"` name")
            || sql.contains("weird \"\"` name")
            || sql.contains("weird \"`` name")));
    }
}

/// Names that need quoting.
#[derive(Model, Debug)]
#[model(table = "select")]
pub struct Renamed {
    #[column(primary_key)]
    pub id: i64,
    pub order: i64,
    #[column(name = "weird \"` name", length = 20)]
    pub group_by: String,
}
