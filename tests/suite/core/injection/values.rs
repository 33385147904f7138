//! Values that are stored, found, changed and deleted.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::{Note, note, prepared, untouched};
use crate::corpus::texts;

/// The notes are what they were made of.
async fn all_there(conn: &mut Connection) -> orm::Result<()> {
    let notes = conn.execute(select(Note).order_by(Note::id)).all().await?;
    let texts = texts();
    assert_eq!(notes.len(), texts.len());
    for (note, text) in notes.iter().zip(&texts) {
        assert_eq!((&note.body, note.maybe.as_ref()), (text, Some(text)));
    }
    Ok(())
}

db_test! {
    async fn inserted_one_by_one_and_found(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for (id, text) in (1..).zip(texts()) {
            conn.execute(insert(Note).values([note(id, &text)])).await?;
            let ids = select(Note::id).filter(Note::body.eq(&text) & Note::maybe.eq(text.as_str()));
            assert_eq!(conn.execute(ids).all().await?, [id], "{text:?}");
        }
        all_there(&mut conn).await?;
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn inserted_at_once_listed_updated_and_deleted(db: &TestDb) {
        let mut conn = prepared(db).await?;
        conn.execute(insert(Note).values((1..).zip(texts()).map(|(id, text)| note(id, &text)))).await?;
        all_there(&mut conn).await?;
        let count = texts().len();
        let listed = select(Note::id).filter(Note::body.in_(texts()));
        assert_eq!(conn.execute(listed).all().await?.len(), count);
        let listed = select(Note::id).filter(Note::body.not_in(texts()));
        assert_eq!(conn.execute(listed).all().await?, [0_i64; 0]);
        for (id, text) in (1..).zip(texts()) {
            let changed = update(Note).filter(Note::body.eq(&text)).set(Note::maybe, format!("{text}{text}"));
            assert_eq!(conn.execute(changed).await?.rows_affected(), 1, "{text:?}");
            let maybe = conn.execute(select(Note::maybe).filter(Note::id.eq(id))).one().await?;
            assert_eq!(maybe, Some(format!("{text}{text}")));
            let pair = row((Note::id, Note::body)).in_([(id, text.clone())]);
            assert_eq!(conn.execute(select(Note::id).filter(pair)).all().await?, [id], "{text:?}");
        }
        for text in texts() {
            let gone = conn.execute(delete(Note).filter(Note::body.eq(&text))).await?;
            assert_eq!(gone.rows_affected(), 1, "{text:?}");
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn upserted(db: &TestDb) {
        let mut conn = prepared(db).await?;
        conn.execute(insert(Note).values((1..).zip(texts()).map(|(id, _)| note(id, "before")))).await?;
        let rows: Vec<Note> = (1..).zip(texts()).map(|(id, text)| note(id, &text)).collect();
        let upsert = insert(Note).values(rows).on_conflict_update(Note::id, |row| {
            row.set_excluded(Note::body).set(Note::maybe, excluded(Note::maybe))
        });
        conn.execute(upsert).await?;
        all_there(&mut conn).await?;
        for (id, text) in (1..).zip(texts()) {
            let upsert = insert(Note).values([note(id, "x")]);
            let upsert = upsert.on_conflict_update(Note::id, |row| row.set(Note::body, &text).set(Note::maybe, &text));
            conn.execute(upsert).await?;
        }
        all_there(&mut conn).await?;
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn through_a_session(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let mut session = db.session();
        let notes: Vec<_> = (1..).zip(texts()).map(|(id, text)| session.add(note(id, &text))).collect();
        session.commit().await?;
        all_there(&mut conn).await?;
        conn.commit().await?;
        for (note, text) in notes.iter().zip(texts()) {
            note.edit().maybe = Some(text.chars().rev().collect());
        }
        session.commit().await?;
        let mut other = db.session();
        for (id, text) in (1..).zip(texts()) {
            let note = other.get(Note, id).await?.expect("a note");
            assert_eq!(note.maybe, Some(text.chars().rev().collect::<String>()), "{text:?}");
            let same = other.scalars(select(Note).filter(Note::body.eq(&text))).one().await?;
            assert!(Instance::ptr_eq(&note, &same));
        }
        other.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn bound_to_raw_sql(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for (id, text) in (1..).zip(texts()) {
            let insert = orm::prelude::text("INSERT INTO notes (id, body, maybe) VALUES (:id, :text, :text)");
            conn.execute(insert.bind("id", id).bind("text", text.as_str())).await?;
            let find = orm::prelude::text("SELECT id FROM notes WHERE body = :text AND ':text' <> body");
            let ids = conn.execute(find.bind("text", text.as_str()).columns::<i64>()).all().await?;
            assert_eq!(ids, if text == ":text" { vec![] } else { vec![id] }, "{text:?}");
        }
        all_there(&mut conn).await?;
        conn.commit().await?;
        untouched(&mut conn).await?;
    }

    async fn placeholders_of_ones_own_are_an_error(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for sql in ["SELECT ?", "SELECT ? + ?", "SELECT $1", "SELECT 1 WHERE 1 = :x # :x"] {
            let statement = orm::prelude::text(sql);
            let statement = if sql.contains(":x") { statement.bind("x", 1_i64) } else { statement };
            let found = conn.execute(statement).all().await;
            // `#` is an operator to PostgreSQL, and begins a comment on MySQL and MariaDB.
            let taken = db.backend != Backend::Sqlite && sql.contains('#');
            assert!(found.is_err() || taken, "{sql}: {found:?}");
            // The connection is as good as new.
            untouched(&mut conn).await?;
        }
    }
}
