//! Enumerations: a type before the table, or a CHECK.

use orm::core::schema::{ColumnDef, ColumnType, EnumType, Table};
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::texts;

static MOOD: EnumType = EnumType { name: "mood $$", labels: &["sad", "it's \\ $$ fine"], native: true };
static PLAIN_MOOD: EnumType = EnumType { name: "mood $$", labels: &["sad", "it's \\ $$ fine"], native: false };

/// A table with a column of each kind.
pub fn moods(name: &'static str) -> Table {
    let mut native = ColumnDef::new::<String>("native");
    native.ty = ColumnType::Enum(&MOOD);
    let mut plain = ColumnDef::new::<Option<String>>("plain");
    plain.ty = ColumnType::Enum(&PLAIN_MOOD);
    Table::new(name).column(ColumnDef::new::<i64>("id").primary_key()).column(native).column(plain)
}

async fn types(db: &TestDb) -> orm::Result<Vec<String>> {
    texts(
        db,
        "SELECT '' WHERE 1 = 0",
        "SELECT typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE n.nspname = current_schema() AND typtype = 'e'",
        "SELECT '' WHERE 1 = 0",
    )
    .await
}

db_test! {
    async fn the_type_is_created_before_the_tables_and_dropped_after_them(db: &TestDb) {
        let both = MetaData::new([moods("moods"), moods("more_moods")]);
        let one = MetaData::new([moods("moods")]);
        let native = db.backend == Backend::Postgres;
        let expected: &[&str] = if native { &["mood $$"] } else { &[] };
        one.create_all(&db.engine).await?;
        assert_eq!(types(db).await?, expected);
        both.create_all(&db.engine).await?;
        // The other table still uses it.
        one.drop_all(&db.engine).await?;
        assert_eq!(types(db).await?, expected);
        both.drop_all(&db.engine).await?;
        assert_eq!(types(db).await?, [""; 0]);
    }

    async fn only_labels_are_accepted(db: &TestDb) {
        db.create(&MetaData::new([moods("moods")])).await?;
        let mut conn = db.engine.acquire().await?;
        let quote = db.engine.dialect().capabilities.quote;
        let label = if db.engine.dialect().capabilities.lexis.backslashes { "it''s \\\\ $$ fine" } else { "it''s \\ $$ fine" };
        let row = |id: i32, native: &str, plain: &str| {
            text(format!("INSERT INTO moods (id, {quote}native{quote}, plain) VALUES ({id}, '{native}', '{plain}')"))
        };
        conn.execute(row(1, label, label)).await?;
        conn.execute(row(2, "sad", "sad")).await?;
        conn.commit().await?;
        let error = conn.execute(row(3, "sad", "angry")).await.unwrap_err();
        assert_eq!((error.is_check_violation(), error.constraint()), (true, Some("ck_moods_plain")));
        conn.rollback().await?;
        let error = conn.execute(row(4, "angry", "sad")).await.unwrap_err();
        let told = (db.backend == Backend::Sqlite).then_some("ck_moods_native");
        assert_eq!(error.constraint(), told);
        conn.rollback().await?;
    }
}
