//! Texts within JSON and arrays.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::{Note, note, prepared, untouched};
use crate::corpus::texts;

db_test! {
    async fn keys_and_values_of_json(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for text in texts().into_iter().filter(|text| text.len() < 2_000) {
            conn.execute(delete(Note)).await?;
            let data = serde_json::json!({ text.as_str(): { "value": text, "list": [text] }, "other": 1 });
            conn.execute(insert(Note).values([Note { data: Some(data.clone()), ..note(1, "x") }])).await?;
            assert_eq!(conn.execute(select(Note::data)).one().await?, Some(data), "{text:?}");
            let value = Note::data.json().at(text.as_str()).at("value");
            let found = conn.execute(select(value.clone().as_text())).one().await;
            if !db.engine.dialect().capabilities.json_keys_begin_with_minus && text.starts_with('-') {
                assert!(matches!(found, Err(orm::Error::Unsupported { .. })), "{text:?}");
                continue;
            }
            assert_eq!(found?, Some(text.clone()), "{text:?}");
            let ids = select(Note::id).filter(value.as_text().eq(&text));
            assert_eq!(conn.execute(ids).all().await?, [1], "{text:?}");
            let missing = Note::data.json().at(format!("no {text}")).as_text();
            assert_eq!(conn.execute(select(missing)).one().await?, None, "{text:?}");
            if db.backend != Backend::Sqlite {
                let part = serde_json::json!({ text.as_str(): { "value": text } });
                let ids = select(Note::id).filter(Note::data.json_contains(part));
                assert_eq!(conn.execute(ids).all().await?, [1], "{text:?}");
            }
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn elements_of_arrays(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let mut words = texts();
        words.extend(["{a,b}", "{NULL}", ",", "\"a\",\"b\"", "a,b", "{", "}"].map(str::to_owned));
        let all = |id| Note { words: Some(words.clone()), ..note(id, "x") };
        conn.execute(insert(Note).values([all(1)])).await?;
        // As batches travel.
        conn.execute(insert(Note).values([all(2), all(3)])).await?;
        let found = conn.execute(select(Note::words)).all().await?;
        assert_eq!(found, vec![Some(words.clone()); 3]);
        if db.backend == Backend::Postgres {
            for word in &words {
                let ids = select(Note::id).filter(Note::words.has(word) & Note::words.contains_all(vec![word.clone()]));
                assert_eq!(conn.execute(ids.order_by(Note::id)).all().await?, [1, 2, 3], "{word:?}");
            }
            let same = select(func::count(Note::id)).filter(Note::words.eq(words.clone()));
            assert_eq!(conn.scalar::<i64>(same).await?, 3);
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }
}
