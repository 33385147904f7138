//! INSERT: of values and builders, of one row and many, with defaults and RETURNING.

use orm::core::expr;
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::models::*;

#[derive(Model, Clone, Debug)]
#[model(table = "items")]
pub struct Item {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[column(default = 5)]
    pub client: i32,
    #[column(default = func::lower(IntoExpr::<String>::into_expr("CLIENT SQL")), length = 20)]
    pub client_sql: String,
    #[column(server_default = 6)]
    pub server: i32,
    #[column(server_default = "it's \\ ok", length = 20)]
    pub server_text: String,
    pub nothing: Option<String>,
}

/// Only what the database fills.
#[derive(Model, Debug)]
#[model(table = "tickets")]
pub struct Ticket {
    #[column(primary_key)]
    pub id: i64,
}

async fn items(db: &TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Item, Ticket]).await?;
    db.engine.acquire().await
}

fn literal(id: i64, name: &str) -> Item {
    Item {
        id,
        name: name.to_owned(),
        client: 1,
        client_sql: "x".to_owned(),
        server: 2,
        server_text: "y".to_owned(),
        nothing: Some("z".to_owned()),
    }
}

db_test! {
    async fn values_may_be_expressions(db: &TestDb) {
        db.create(&metadata![Item]).await?;
        let mut conn = db.engine.acquire().await?;
        let one = insert(Item).row(|row| row.set(Item::id, 1).set(Item::name, func::lower(expr::literal("LOUD".to_owned()))).set(Item::nothing, "x"));
        conn.execute(one).await?;
        let two = insert(Item)
            .row(|row| row.set(Item::id, expr::literal(1_i64) + 1).set(Item::name, "two").set(Item::client, expr::literal(3) * 4))
            .values([Item { id: 3, name: "three".to_owned(), client: 1, client_sql: String::new(), server: 1, server_text: String::new(), nothing: None }]);
        conn.execute(two).await?;
        let rows = select((Item::id, Item::name, Item::client, Item::client_sql, Item::server)).order_by(Item::id);
        let found = conn.execute(rows).all().await?;
        assert_eq!(found[0], (1, "loud".to_owned(), 5, "client sql".to_owned(), 6));
        assert_eq!(found[1], (2, "two".to_owned(), 12, "client sql".to_owned(), 6));
        assert_eq!(found[2].1, "three");
    }

    async fn a_builder_leaves_the_rest_to_defaults(db: &TestDb) {
        let mut conn = items(db).await?;
        let done = conn.execute(insert(Item).values([Item::builder().name("a")])).await?;
        assert_eq!(done.rows_affected(), 1);
        let item = conn.execute(select(Item)).one().await?;
        assert_eq!((item.id, item.name.as_str(), item.client, item.server), (1, "a", 5, 6));
        assert_eq!((item.client_sql.as_str(), item.server_text.as_str()), ("client sql", r"it's \ ok"));
        assert_eq!(item.nothing, None);
    }

    async fn a_literal_is_inserted_as_it_is(db: &TestDb) {
        let mut conn = items(db).await?;
        conn.execute(insert(Item).values([literal(7, "a")])).await?;
        let item = conn.execute(select(Item)).one().await?;
        assert_eq!((item.id, item.client, item.server), (7, 1, 2));
        assert_eq!((item.client_sql.as_str(), item.server_text.as_str()), ("x", "y"));
        assert_eq!(item.nothing.as_deref(), Some("z"));
    }

    async fn a_placeholder_in_a_literal_is_filled_by_the_database(db: &TestDb) {
        let mut conn = items(db).await?;
        let blank = Item { id: 0, server: 0, server_text: String::new(), client: 0, ..literal(0, "a") };
        conn.execute(insert(Item).values([blank])).await?;
        let item = conn.execute(select(Item)).one().await?;
        assert_eq!((item.id, item.server, item.server_text.as_str()), (1, 6, r"it's \ ok"));
        assert_eq!(item.client, 0, "a literal's client column is meant");
    }

    async fn builder_values_beat_defaults(db: &TestDb) {
        let mut conn = items(db).await?;
        let builder = Item::builder().name("a").client(0).client_sql("A").server(0).server_text("").nothing("n");
        conn.execute(insert(Item).values([builder])).await?;
        let item = conn.execute(select(Item)).one().await?;
        assert_eq!((item.client, item.server), (0, 0));
        assert_eq!((item.client_sql.as_str(), item.server_text.as_str()), ("A", ""));
        assert_eq!(item.nothing.as_deref(), Some("n"));
    }

    async fn many_rows_are_one_statement(db: &TestDb) {
        let mut conn = items(db).await?;
        let rows = (0..500).map(|n| literal(n + 1, &n.to_string()));
        assert_eq!(conn.execute(insert(Item).values(rows)).await?.rows_affected(), 500);
        assert_eq!(db.log.take().len(), 1);
        let names = conn.execute(select(Item::name).order_by(Item::id)).all().await?;
        assert!(names.iter().enumerate().all(|(n, name)| *name == n.to_string()));
    }

    async fn rows_of_different_shapes_become_statements_of_one_shape_each(db: &TestDb) {
        let mut conn = items(db).await?;
        let rows = [
            Item::builder().name("a").server(1),
            Item::builder().name("b").server(2),
            Item::builder().name("c"),
            Item::builder().name("d"),
        ];
        assert_eq!(conn.execute(insert(Item).values(rows)).await?.rows_affected(), 4);
        assert_eq!(db.log.take().len(), 2);
        let servers = conn.execute(select(Item::server).order_by(Item::id)).all().await?;
        assert_eq!(servers, [1, 2, 6, 6]);
    }

    async fn more_values_than_parameters_become_several_statements_in_one_transaction(db: &TestDb) {
        let mut conn = items(db).await?;
        let rows = (1..=15_000).map(|n| literal(n, "x"));
        assert_eq!(conn.execute(insert(Item).values(rows)).await?.rows_affected(), 15_000);
        let statements = db.log.take_all();
        let expected = if db.backend == Backend::Postgres { 3 } else { 15 };
        assert_eq!(statements.len(), 1 + expected);
        assert!(statements[0].starts_with("BEGIN"));
        let count: i64 = conn.scalar(select(func::count(Item::id))).await?;
        assert_eq!(count, 15_000);
        conn.rollback().await?;
        let count: i64 = conn.scalar(select(func::count(Item::id))).await?;
        assert_eq!(count, 0);
    }

    async fn expressions_among_many_rows_keep_to_the_parameter_limit(db: &TestDb) {
        let mut conn = items(db).await?;
        // Four bound values a row, one of them within an expression.
        let rows = (0..20_000).map(|n| Item::builder().name(n.to_string()));
        assert_eq!(conn.execute(insert(Item).values(rows)).await?.rows_affected(), 20_000);
        let row = conn.execute(select(Item).filter(Item::id.eq(20_000))).one().await?;
        assert_eq!((row.name.as_str(), row.client_sql.as_str()), ("19999", "client sql"));
    }

    async fn returning_gives_back_what_the_database_filled_in_order(db: &TestDb) {
        let mut conn = items(db).await?;
        let rows = || (0..1_500).map(|n| Item::builder().name(n.to_string()).client_sql("c"));
        if !db.backend.has_insert_returning() {
            let error = conn.execute(insert(Item).values(rows()).returning(Item::id)).all().await.unwrap_err();
            assert!(matches!(error, orm::Error::Unsupported { .. }));
            let name = db.engine.dialect().name;
            assert_eq!(error.to_string(), format!("{name} does not support INSERT .. RETURNING"));
            return Ok(());
        }
        let ids: Vec<i64> = conn.execute(insert(Item).values(rows()).returning(Item::id)).all().await?;
        assert_eq!(ids, (1..=1_500).collect::<Vec<_>>());
        let names = conn.execute(select(Item::name).order_by(Item::id)).all().await?;
        assert!(names.iter().enumerate().all(|(n, name)| *name == n.to_string()));
    }

    async fn returning_takes_entities_and_expressions(db: &TestDb) {
        if !db.backend.has_insert_returning() {
            return Ok(());
        }
        let mut conn = items(db).await?;
        let statement = insert(Item).values([Item::builder().name("a")]).returning((Item, Item::server + 1));
        let (item, next) = conn.execute(statement).one().await?;
        assert_eq!((item.id, item.server, next), (1, 6, 7));
        let id: i64 = conn.scalar(insert(Item).values([Item::builder().name("b")]).returning(Item::id)).await?;
        assert_eq!(id, 2);
    }

    async fn rows_without_any_column_are_inserted(db: &TestDb) {
        let mut conn = items(db).await?;
        conn.execute(insert(Ticket).values([Ticket::builder()])).await?;
        let done = conn.execute(insert(Ticket).values((0..3).map(|_| Ticket::builder()))).await?;
        assert_eq!(done.rows_affected(), 3);
        assert_eq!(conn.execute(select(Ticket::id).order_by(Ticket::id)).all().await?, [1, 2, 3, 4]);
    }

    async fn no_rows_are_an_error(db: &TestDb) {
        let mut conn = items(db).await?;
        let error = conn.execute(insert(Item).values(Vec::<Item>::new())).await.unwrap_err();
        assert!(matches!(error, orm::Error::Statement(_)));
        assert_eq!(error.to_string(), "insert(Item) has no rows");
    }

    async fn no_rows_in_a_cte_are_an_error(db: &TestDb) {
        let mut conn = items(db).await?;
        let none = insert(Item).values(Vec::<Item>::new()).returning(Item::id).cte("none");
        let error = conn.execute(select(none.columns())).all().await.unwrap_err();
        if db.engine.dialect().capabilities.cte_changes {
            assert_eq!(error.to_string(), "insert(Item) has no rows");
        } else {
            assert!(matches!(error, orm::Error::Unsupported { .. }), "{error}");
        }
    }

    async fn rows_and_a_query_are_an_error(db: &TestDb) {
        let mut conn = items(db).await?;
        let row = || [Item::builder().name("a")];
        let query = || select(Item::name);
        for statement in [
            insert(Item).values(row()).from_select(Item::name, query()),
            insert(Item).from_select(Item::name, query()).values(row()),
        ] {
            let error = conn.execute(statement).await.unwrap_err();
            assert!(matches!(error, orm::Error::Statement(_)), "{error}");
            assert_eq!(error.to_string(), "insert(Item) has both rows and a query: make them two statements");
        }
        assert!(db.log.take().is_empty());
    }

    async fn a_parent_that_a_relationship_would_fill_is_given_by_its_key(db: &TestDb) {
        let mut conn = filled(db).await?;
        let post = Post::builder().id(9).title("by key").user_id(2);
        conn.execute(insert(Post).values([post])).await?;
        let author: i64 = conn.scalar(select(Post::user_id).filter(Post::title.eq("by key"))).await?;
        assert_eq!(author, 2);
    }
}
