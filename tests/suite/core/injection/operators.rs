//! Values as operands of everything that takes a text.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::{Note, note, prepared, untouched};
use crate::corpus::texts;

db_test! {
    async fn patterns_find_the_text_itself(db: &TestDb) {
        let mut conn = prepared(db).await?;
        // SQLite takes no pattern of more than 50000 bytes.
        for text in texts().into_iter().filter(|text| text.len() < 10_000) {
            conn.execute(delete(Note)).await?;
            conn.execute(insert(Note).values([note(1, &format!("<{text}>")), note(2, "other")])).await?;
            for pattern in [
                Note::body.starts_with(format!("<{text}>")),
                Note::body.ends_with(format!("<{text}>")),
                Note::body.contains(format!("<{text}>")),
                Note::body.istarts_with(format!("<{text}>")),
                Note::body.iends_with(format!("<{text}>")),
                Note::body.icontains(format!("<{text}>")),
            ] {
                let found = conn.execute(select(Note::id).filter(pattern.clone())).all().await?;
                assert_eq!(found, [1], "{pattern:?}");
            }
            // A pattern that matches everything else, too, is still no more than a pattern.
            let _ = conn.execute(select(Note::id).filter(Note::body.like(&text))).all().await;
            conn.rollback().await?;
        }
        untouched(&mut conn).await?;
    }

    async fn operands_come_back(db: &TestDb) {
        let mut conn = prepared(db).await?;
        conn.execute(insert(Note).values([Note { maybe: None, ..note(1, "x") }])).await?;
        conn.commit().await?;
        for text in texts() {
            let some = Some(text.clone());
            let query = select((
                literal(text.clone()),
                func::coalesce(Note::maybe, &text),
                func::nullif(literal(text.clone()), "x\u{1}"),
                case::<String>().when(Note::body.between("a", "z"), &text).otherwise("no"),
                case_of::<String, _>(literal(text.clone())).when(&text, &text).end(),
                Note::body.concat(&text),
                func::replace(Note::body, "x", &text),
                literal(text.clone()).label("k"),
                literal(text.clone()).is_distinct_from(&text),
                func::call::<String>("coalesce", (Note::maybe, text.as_str(), "y")),
            ));
            let row = conn.execute(query).one().await?;
            let joined = format!("x{text}");
            assert_eq!(row, (
                text.clone(), text.clone(), some.clone(), text.clone(), some.clone(), joined, text.clone(),
                text.clone(), false, text.clone(),
            ));
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn separators_join(db: &TestDb) {
        let mut conn = prepared(db).await?;
        conn.execute(insert(Note).values([note(1, "a"), note(2, "b")])).await?;
        conn.commit().await?;
        for text in texts() {
            let query = select(func::string_agg(Note::body, text.clone()).sorted_by(Note::id));
            assert_eq!(conn.scalar::<Option<String>>(query).await?, Some(format!("a{text}b")), "{text:?}");
            if db.backend != Backend::Sqlite {
                let query = select(func::concat_ws(&text, (Note::body, "b"))).filter(Note::id.eq(1));
                assert_eq!(conn.scalar::<String>(query).await?, format!("a{text}b"), "{text:?}");
            }
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn lists_of_values_and_subqueries(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let rows: Vec<(i64, String)> = (1..).zip(texts()).collect();
        let list = values("list", rows.clone());
        let (number, word) = list.columns();
        let query = select((number.clone(), word)).select_from(&list).order_by(number);
        assert_eq!(conn.execute(query).all().await?, rows);
        for text in texts() {
            let inner = select(literal(text.clone()).label("word"));
            let sub = inner.clone().subquery();
            let found = conn.execute(select(sub.columns()).select_from(&sub).filter(sub.columns().eq(&text))).all().await?;
            assert_eq!(found, std::slice::from_ref(&text));
            let cte = inner.clone().cte("w");
            let found = conn.execute(select(cte.columns()).select_from(&cte).filter(cte.columns().in_([text.clone()]))).all().await?;
            assert_eq!(found, std::slice::from_ref(&text));
            let union = inner.clone().union(inner);
            assert_eq!(conn.execute(union).all().await?, std::slice::from_ref(&text));
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn what_is_not_an_operator_or_function_is_refused_before_the_database_sees_it(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let count = db.engine.statement_count();
        for text in texts() {
            let plain = text.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
            if !plain || text.is_empty() {
                let call = select(func::call::<String>(text.clone(), ("a",)));
                assert!(conn.execute(call).all().await.is_err(), "{text:?} is no function");
            }
            let signs = text.trim().chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c));
            let words = text.trim().chars().all(|c| c.is_ascii_alphabetic() || c == ' ' || c == '_');
            if text.trim().is_empty() || text.contains("--") || !(signs || words) {
                let custom = select(literal(1_i64).op::<i64, i64>(text.clone(), 2));
                assert!(conn.execute(custom).all().await.is_err(), "{text:?} is no operator");
            }
        }
        assert_eq!(db.engine.statement_count(), count);
        let comment = select(literal(1_i64).op::<i64, i64>("#", 2));
        assert_eq!(conn.execute(comment).all().await.is_err(), db.backend != Backend::Postgres);
        untouched(&mut conn).await?;
        // What is none to the database is an error of its own.
        for odd in ["/", "#", "%%", "OR", "UNION SELECT", "``", "?", "??", "@", "&&"] {
            let custom = select(literal(1_i64).op::<i64, i64>(odd, 2));
            let _ = conn.execute(custom).all().await;
            untouched(&mut conn).await?;
        }
    }
}
