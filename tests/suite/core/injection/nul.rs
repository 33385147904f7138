//! NUL: PostgreSQL stores none; elsewhere it is a character like any other.

use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::{Note, note, prepared, untouched};

const TEXTS: [&str; 5] = ["\0", "a\0b", "a\0'; DROP TABLE users; --", "'\0", "end\0"];

db_test! {
    async fn bound(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for (id, text) in (1..).zip(TEXTS) {
            let done = conn.execute(insert(Note).values([note(id, text)])).await;
            if db.backend == Backend::Postgres {
                assert!(done.is_err());
                untouched(&mut conn).await?;
                assert!(conn.execute(select(Note::id).filter(Note::body.eq(text))).all().await.is_err());
                untouched(&mut conn).await?;
                continue;
            }
            done?;
            let found = conn.execute(select(Note).filter(Note::body.eq(text) & Note::maybe.in_([text]))).all().await?;
            assert_eq!(found, [note(id, text)], "{text:?}");
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn as_literals(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for text in TEXTS {
            let sql = select(literal(text.to_owned())).to_sql(db.engine.dialect());
            if db.backend == Backend::Postgres {
                let executed = match sql {
                    Ok(sql) => conn.execute(orm::prelude::text(sql)).all().await.map(|_| ()),
                    Err(error) => Err(error),
                };
                assert!(executed.is_err());
            } else {
                assert_eq!(conn.scalar::<String>(orm::prelude::text(sql?)).await?, text);
            }
            untouched(&mut conn).await?;
        }
    }

    async fn in_names(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for name in TEXTS {
            let labelled = select(literal(1_i64).label(name)).order_by(literal(1_i64).label(name));
            assert!(conn.execute(labelled).all().await.is_err(), "{name:?}");
            untouched(&mut conn).await?;
            let notes = aliased_as(Note, name);
            assert!(conn.execute(select(notes.col(Note::id))).all().await.is_err(), "{name:?}");
            untouched(&mut conn).await?;
        }
    }
}
