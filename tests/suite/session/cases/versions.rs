//! Cases 49 and 50: rows that somebody else changed or deleted.

use orm::prelude::*;
use orm_tests::{CapturedLog, TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "documents")]
struct Document {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(version)]
    version: i32,
    #[relationship(back_populates = "document")]
    notes: HasMany<Note>,
}

#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Document::id)]
    document_id: Option<i64>,
    #[relationship(back_populates = "notes")]
    document: BelongsTo<Option<Document>>,
}

#[derive(Model, Debug)]
#[model(table = "files")]
struct File {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(version = Uuid::new_v4())]
    etag: Uuid,
}

/// `a`, `ab`, `abc`, …
fn longer(last: Option<&String>) -> String {
    let letters = last.map_or(0, |last| u8::try_from(last.len()).unwrap_or(25));
    (b'a'..=b'a' + letters).map(char::from).collect()
}

#[derive(Model, Debug)]
#[model(table = "chapters")]
struct Chapter {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(version = |last: Option<&String>| longer(last))]
    revision: String,
}

/// Without a version.
#[derive(Model, Debug)]
#[model(table = "plain")]
struct Plain {
    #[column(primary_key)]
    id: i64,
    name: String,
}

/// Changes versions behind a session's back.
async fn meanwhile(db: &TestDb, id: i64) -> orm::Result<()> {
    let mut connection = db.engine.acquire().await?;
    connection.execute(update(Document).filter(Document::id.eq(id)).set(Document::version, 9)).await?;
    connection.commit().await
}

db_test! {
    async fn case_49_a_version_counts_updates(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let document = session.add(Document::builder().title("a"));
        session.commit().await?;
        assert_eq!(document.version, 1);
        db.log.take();
        document.edit().title = "b".into();
        session.commit().await?;
        assert_eq!(document.version, 2);
        let sql = db.log.take()[0].replace(['"', '`'], "");
        assert!(sql.starts_with("UPDATE documents SET title = ") && sql.contains("version = "), "{sql}");
        assert!(sql.contains("WHERE documents.id = ") && sql.contains("AND documents.version = "), "{sql}");
        // A change of its collection is no change of its row.
        document.notes.push(Note::builder());
        session.commit().await?;
        assert_eq!((document.version, session.scalar(select(Document::version)).await?), (2, 2));
    }

    async fn case_49_a_lost_race_is_stale_data(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let document = session.add(Document::builder().title("a"));
        session.commit().await?;
        meanwhile(db, document.id).await?;
        document.edit().title = "b".into();
        let error = session.commit().await.unwrap_err();
        let orm::Error::StaleData { model, key, expected, matched } = error else { return Err(error.into()) };
        assert_eq!((model, key, expected, matched), ("Document", document.id.to_string(), 1, 0));
        assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
        session.rollback().await?;
        assert_eq!((document.title.as_str(), document.version), ("a", 1));
        session.refresh(&document).await?;
        document.edit().title = "b".into();
        session.commit().await?;
        assert_eq!(document.version, 10);
    }

    async fn case_49_batches_check_every_row(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let documents = session.add_all((0..5).map(|n| Document::builder().title(format!("{n}"))));
        session.commit().await?;
        documents[1].edit().title = "early".into();
        session.commit().await?;
        db.log.take();
        for document in &documents {
            document.edit().title.push('!');
        }
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE documents"]);
        let versions: Vec<i32> = session.scalars(select(Document::version).order_by(Document::id)).all().await?;
        assert_eq!(versions, [2, 3, 2, 2, 2]);
        session.commit().await?;
        meanwhile(db, documents[3].id).await?;
        for document in &documents {
            document.edit().title.push('?');
        }
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::StaleData { expected: 5, matched: 4, .. }), "{error}");
        session.rollback().await?;
        assert_eq!(documents[0].version, 2);
    }

    async fn case_49_merge_checks_versions(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let document = session.add(Document::builder().title("a"));
        session.commit().await?;
        session.expunge(&document);
        meanwhile(db, document.id).await?;

        document.edit().title = "b".into();
        let before = session.statement_count();
        let error = session.merge(&document).await.unwrap_err();
        let orm::Error::StaleData { model, key, expected, matched } = error else { return Err(error.into()) };
        assert_eq!((model, key, expected, matched), ("Document", document.id.to_string(), 1, 0));
        assert_eq!(session.statement_count() - before, 1);
        assert!(session.dirty().is_empty());
        assert_eq!(session.get(Document, document.id).await?.expect("a row").title, "a");

        // The session knows the row now.
        assert!(matches!(session.merge(&document).await, Err(orm::Error::StaleData { .. })));
        // Built by hand, with the version that there is, or with none.
        session.merge(Document::builder().id(document.id).title("c").version(9)).await?;
        session.commit().await?;
        let merged = session.merge(Document::builder().id(document.id).title("d")).await?;
        session.commit().await?;
        assert_eq!((merged.title.as_str(), merged.version), ("d", 11));
        assert!(matches!(
            session.merge(Document::builder().id(document.id).title("e").version(10)).await,
            Err(orm::Error::StaleData { .. })
        ));
    }

    async fn case_49_deletes_check_versions(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let documents = session.add_all((0..2).map(|n| Document::builder().title(format!("{n}"))));
        session.commit().await?;
        meanwhile(db, documents[1].id).await?;
        for document in &documents {
            session.delete(document).await?;
        }
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::StaleData { model: "Document", expected: 2, matched: 1, .. }), "{error}");
        session.rollback().await?;
        assert_eq!(session.query(Document).count().await?, 2);
        session.refresh(&documents[1]).await?;
        for document in &documents {
            session.delete(document).await?;
        }
        session.commit().await?;
        assert_eq!(session.query(Document).count().await?, 0);
    }

    async fn case_49_versions_that_are_made(db: &TestDb) {
        db.create(&metadata![File]).await?;
        let mut session = db.session();
        let files = session.add_all(["a", "b"].map(|name| File::builder().name(name)));
        session.commit().await?;
        let first: Vec<Uuid> = files.iter().map(|file| file.etag).collect();
        assert!(first[0] != first[1] && !first[0].is_nil());
        for file in &files {
            file.edit().name.push('!');
        }
        session.commit().await?;
        assert!(files.iter().all(|file| !first.contains(&file.etag)));
        let mut stored: Vec<Uuid> = session.scalars(select(File::etag)).all().await?;
        stored.sort();
        let mut known: Vec<Uuid> = files.iter().map(|file| file.etag).collect();
        known.sort();
        assert_eq!(stored, known);
        session.commit().await?;
        let mut other = db.session();
        let same = other.query(File).filter(File::id.eq(files[0].id)).one().await?;
        same.edit().name = "theirs".into();
        other.commit().await?;
        files[0].edit().name = "ours".into();
        assert!(matches!(session.commit().await, Err(orm::Error::StaleData { model: "File", .. })));
    }

    async fn case_49_core_inserts_the_first_version(db: &TestDb) {
        db.create(&metadata![Document, Note, File, Chapter]).await?;
        let mut session = db.session();
        session.execute(insert(Document).values([Document::builder().title("a")])).await?;
        session.execute(insert(File).values([File::builder().name("f")])).await?;
        session.execute(insert(Chapter).values([Chapter::builder().name("c")])).await?;
        let document = session.query(Document).one().await?;
        assert_eq!(document.version, 1);
        assert_eq!(session.query(Chapter).one().await?.revision, "a");
        assert_ne!(session.query(File).one().await?.etag, Uuid::nil());
        document.edit().title = "b".into();
        session.commit().await?;
        assert_eq!(document.version, 2);
    }

    async fn case_49_versions_that_follow_from_the_last(db: &TestDb) {
        db.create(&metadata![Chapter]).await?;
        let mut session = db.session();
        let chapter = session.add(Chapter::builder().name("one"));
        session.commit().await?;
        assert_eq!(chapter.revision, "a");
        for expected in ["ab", "abc"] {
            let name = format!("after {}", chapter.revision);
            chapter.edit().name = name;
            session.commit().await?;
            assert_eq!(chapter.revision, expected);
        }
        let mut other = db.session();
        other.get_one(Chapter, chapter.id).await?.edit().name = "theirs".into();
        other.commit().await?;
        chapter.edit().name = "mine".into();
        assert!(matches!(session.commit().await, Err(orm::Error::StaleData { model: "Chapter", .. })));
    }

    async fn case_49_a_version_that_is_set_to_an_expression_is_that(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let document = session.add(Document::builder().title("a"));
        session.commit().await?;
        document.set(Document::version, Document::version + 5);
        session.commit().await?;
        assert_eq!(document.version, 6);
        document.edit().title = "b".into();
        session.commit().await?;
        assert_eq!(document.version, 7);
    }

    async fn case_49_a_row_switch_goes_on_counting(db: &TestDb) {
        db.create(&metadata![Document, Note]).await?;
        let mut session = db.session();
        let old = session.add(Document::builder().id(1).title("a"));
        session.commit().await?;
        session.delete(&old).await?;
        let new = session.add(Document::builder().id(1).title("b"));
        session.commit().await?;
        assert_eq!(new.version, 2);
        session.delete(&new).await?;
        session.add(Document::builder().id(1).title("c"));
        meanwhile(db, 1).await?;
        assert!(matches!(session.commit().await, Err(orm::Error::StaleData { .. })));
    }

    async fn case_50_an_update_of_a_row_that_is_gone(db: &TestDb) {
        db.create(&metadata![Plain]).await?;
        let mut session = db.session();
        let rows = session.add_all(["a", "b"].map(|name| Plain::builder().name(name)));
        session.commit().await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(delete(Plain).filter(Plain::name.eq("b"))).await?;
        connection.commit().await?;
        for row in &rows {
            row.edit().name.push('!');
        }
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::StaleData { model: "Plain", expected: 2, matched: 1, .. }), "{error}");
    }

    async fn case_50_a_delete_of_a_row_that_is_gone(db: &TestDb) {
        db.create(&metadata![Plain]).await?;
        let mut session = db.session();
        let rows = session.add_all(["a", "b"].map(|name| Plain::builder().name(name)));
        session.commit().await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(delete(Plain).filter(Plain::name.eq("b"))).await?;
        connection.commit().await?;
        for row in &rows {
            session.delete(row).await?;
        }
        let (log, guard) = CapturedLog::collect();
        session.commit().await?;
        drop(guard);
        let warnings = log.lines().concat();
        assert!(warnings.contains("WARN") && warnings.contains("2 row(s) expected, 1 matched"), "{warnings}");
        assert_eq!(Instance::lifecycle(&rows[1]), Lifecycle::Detached);
    }
}
