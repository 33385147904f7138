//! `to_sql`: values as literals, which is for reading and for offline scripts. They are the same values.

use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use super::{Note, note, prepared, untouched};
use crate::corpus::texts;

/// Raw SQL. What is within its literals is no bind.
fn raw(sql: &str) -> orm::core::statement::Text {
    text(sql)
}

fn sql(db: &TestDb, statement: &impl Statement) -> orm::Result<String> {
    statement.to_sql(db.engine.dialect())
}

db_test! {
    async fn literals_are_the_values(db: &TestDb) {
        let mut conn = prepared(db).await?;
        conn.execute(insert(Note).values((1..).zip(texts()).map(|(id, text)| note(id, &text)))).await?;
        for (id, text) in (1..).zip(texts()) {
            let query = select((literal(text.clone()), Note::id))
                .filter(Note::body.eq(&text) & Note::maybe.in_([text.clone()]) & Note::body.ne(format!("{text}x")));
            let found = conn.execute(raw(&sql(db, &query)?).columns::<(String, i64)>()).all().await?;
            assert_eq!(found, [(text.clone(), id)], "{text:?}");
            // SQLite takes no pattern of more than 50000 bytes.
            let prefix: String = text.chars().take(10_000).collect();
            let prefix = select(func::count(Note::id)).filter(Note::id.eq(id) & Note::body.starts_with(prefix));
            assert_eq!(conn.scalar::<i64>(raw(&sql(db, &prefix)?)).await?, 1, "{text:?}");
            let changed = update(Note).filter(Note::body.eq(&text)).set(Note::maybe, format!("{text}{text}"));
            let done = conn.execute(raw(&sql(db, &changed)?)).await?;
            assert_eq!(done.rows_affected(), 1, "{text:?}");
            let maybe = conn.execute(select(Note::maybe).filter(Note::id.eq(id))).one().await?;
            assert_eq!(maybe, Some(format!("{text}{text}")));
        }
        let gone = delete(Note).filter(Note::body.in_(texts()));
        let done = conn.execute(raw(&sql(db, &gone)?)).await?;
        assert_eq!(done.rows_affected(), texts().len() as u64);
        untouched(&mut conn).await?;
    }

    async fn bytes_json_and_arrays(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for text in texts().into_iter().filter(|text| text.len() < 2_000) {
            let bytes = text.clone().into_bytes();
            let found = conn.execute(raw(&sql(db, &select(literal(bytes.clone())))?).columns::<Vec<u8>>()).one().await?;
            assert_eq!(found, bytes);
            let data = serde_json::json!({ text.as_str(): [text] });
            conn.execute(delete(Note)).await?;
            conn.execute(insert(Note).values([note(1, "x")])).await?;
            let words = vec![text.clone(), "b".to_owned()];
            let changed = update(Note).set(Note::data, data.clone()).set(Note::words, words.clone());
            conn.execute(raw(&sql(db, &changed)?)).await?;
            let found = conn.execute(select((Note::data, Note::words))).one().await?;
            assert_eq!(found, (Some(data), Some(words)), "{text:?}");
        }
        untouched(&mut conn).await?;
    }

    async fn whatever_strings_mean_to_the_connection(db: &TestDb) {
        // A setting under which a backslash escapes where it did not, or no longer where it did.
        let setting = match db.engine.dialect().name {
            "PostgreSQL" => "SET standard_conforming_strings = off",
            "SQLite" => "SELECT 1",
            _ => return Ok(()),
        };
        let mut conn = prepared(db).await?;
        conn.execute(raw(setting)).await?;
        for text in texts() {
            let found: String = conn.scalar(raw(&sql(db, &select(literal(text.clone())))?)).await?;
            assert_eq!(found, text);
        }
        untouched(&mut conn).await?;
    }

    async fn floats_are_the_same_numbers(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let query = select((literal(0.1_f32).eq(literal(f64::from(0.1_f32)).type_coerce::<f32>()), literal(1e300), literal(-1.5)));
        let found = conn.execute(raw(&sql(db, &query)?).columns::<(bool, f64, f64)>()).one().await?;
        assert_eq!(found, (true, 1e300, -1.5));
        if !matches!(db.backend, orm_tests::Backend::MariaDb | orm_tests::Backend::MySql) {
            let query = select((literal(f64::INFINITY), literal(-f64::INFINITY)));
            let found = conn.execute(raw(&sql(db, &query)?).columns::<(f64, f64)>()).one().await?;
            assert_eq!(found, (f64::INFINITY, -f64::INFINITY));
        }
        untouched(&mut conn).await?;
    }

    async fn a_negative_number_begins_no_comment(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let query = select((-literal(-5_i64), -(-literal(-5_i64)), literal(1_i64) - literal(-2_i64), -literal(-1.5)));
        let found = conn.execute(raw(&sql(db, &query)?).columns::<(i64, i64, i64, f64)>()).one().await?;
        assert_eq!(found, (5, -5, 3, 1.5));
        assert_eq!(conn.execute(query).one().await?, found);
        untouched(&mut conn).await?;
    }
}
