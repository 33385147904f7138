//! `Json<T>`: documents with a Rust type.

use std::collections::BTreeMap;

use orm::prelude::*;
use orm_tests::db_test;
use serde::{Deserialize, Serialize};

use super::round_trips;

#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
pub struct Settings {
    theme: String,
    sizes: Vec<f64>,
    limits: BTreeMap<String, Option<u64>>,
}

fn settings(theme: &str) -> Settings {
    let limits = [("a".to_owned(), None), ("größe 🦀".to_owned(), Some(u64::MAX))].into();
    Settings { theme: theme.to_owned(), sizes: vec![0.1, 1.0 / 3.0, 1e300], limits }
}

/// A document in a document, and so on.
fn deep(levels: usize) -> serde_json::Value {
    (0..levels).fold(serde_json::json!(1), |inner, _| serde_json::json!([inner]))
}

round_trips! {
    structs: Json<Settings> = ["", "dark", "it's \"q\" \\"].map(|theme| Json(settings(theme)));
    lists: Json<Vec<String>> = [Json(vec![]), Json(vec!["a".to_owned(), String::new()])];
    options: Json<Option<i64>> = [Json(None), Json(Some(1))];
    deep_documents: Json<serde_json::Value> = [Json(deep(30))];
}

#[derive(Model, Clone, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(default = Json(Settings::default()))]
    pub settings: Json<Settings>,
    pub extra: Option<Json<Option<i64>>>,
    pub raw: serde_json::Value,
}

/// A map whose keys are no strings is no JSON.
type Unwritable = Json<BTreeMap<(i32, i32), i32>>;

db_test! {
    async fn a_change_within_a_document_is_an_update(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().raw(serde_json::json!({"a": [1]})));
        session.commit().await?;
        db.log.take();

        user.edit().settings.sizes.push(2.5);
        session.commit().await?;
        assert_eq!(db.log.take().len(), 1);
        user.edit().raw["a"][0] = 2.into();
        session.commit().await?;
        assert_eq!(db.log.take().len(), 1);
        // To and fro is no change.
        user.edit().settings.sizes.push(1.0);
        user.edit().settings.sizes.pop();
        session.commit().await?;
        assert_eq!(db.log.take(), [""; 0]);

        let found = db.engine.acquire().await?.execute(select(User)).one().await?;
        assert_eq!(found.settings.sizes, [2.5]);
        assert_eq!(found.raw, serde_json::json!({"a": [2]}));
    }

    async fn a_part_equals_json(db: &TestDb) {
        use serde_json::json;
        db.create(&metadata![User]).await?;
        let mut conn = db.engine.acquire().await?;
        let parts = [json!("12"), json!(12), json!("A \"b\" é"), json!("a \"b\" é"), json!([10, "x", null]), json!({"a": {"b": 1}}), json!(true)];
        let rows = parts.clone().map(|part| User::builder().raw(json!({"part": part, "list": [part]})));
        conn.execute(insert(User).values(rows)).await?;
        for (id, part) in (1_i64..).zip(parts) {
            let list = User::raw.json().at("list").at(0).value().is_not_distinct_from(part.clone());
            let equal = select(User::id).filter(User::raw.json().at("part").value().eq(part.clone()) & list);
            assert_eq!(conn.execute(equal).all().await?, [id], "{part}");
            let other = select(func::count(User::id)).filter(User::raw.json().at("part").value().ne(part.clone()));
            assert_eq!(conn.scalar::<i64>(other).await?, 6, "{part}");
            let value = select(User::raw.json().at("part").value()).filter(User::id.eq(id));
            assert_eq!(conn.execute(value).one().await?, Some(part));
        }
    }

    async fn the_null_of_json_is_not_that_of_sql(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut conn = db.engine.acquire().await?;
        let extras = [None, Some(Json(None)), Some(Json(Some(1)))];
        let rows = extras.map(|extra| User::builder().extra(extra).raw(serde_json::Value::Null));
        conn.execute(insert(User).values(rows)).await?;
        let found = conn.execute(select(User::extra).order_by(User::id)).all().await?;
        assert_eq!(found, extras);
        let ids = conn.execute(select(User::id).filter(User::extra.is_null())).all().await?;
        assert_eq!(ids, [1]);
        assert_eq!(conn.execute(select(User::id).filter(User::raw.is_null())).all().await?, [0; 0]);
        conn.execute(update(User).set(User::extra, Json(None))).await?;
        let nulls = conn.execute(select(User::id).filter(User::extra.is_null())).all().await?;
        assert_eq!(nulls, [0; 0]);
    }

    async fn a_document_of_a_hundred_levels_is_kept_or_refused(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut conn = db.engine.acquire().await?;
        let inserted = conn.execute(insert(User).values([User::builder().raw(deep(100))])).await;
        if db.engine.dialect().name == "MariaDB" {
            assert!(inserted.unwrap_err().is_check_violation());
        } else {
            inserted?;
            assert_eq!(conn.execute(select(User::raw)).one().await?, deep(100));
        }
    }

    async fn what_is_no_json_is_an_error(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let map: Unwritable = Json([((1, 2), 3)].into());
        let error = conn.execute(text("SELECT :map").bind("map", map)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "a value cannot be bound: no JSON: key must be a string");
        let error = conn.scalar::<Json<Settings>>(text("SELECT '{\"theme\": 1}'")).await.unwrap_err();
        assert!(error.to_string().contains("it is no `Json`: invalid type: integer `1`, expected a string"), "{error}");
    }
}
