//! LIKE and its friends. Whether case counts is up to the database, so the tests do not mix it.

use orm::core::dialect::Dialect;
use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "words")]
pub struct Word {
    #[column(primary_key)]
    pub id: i64,
    pub word: Option<String>,
}

const WORDS: [Option<&str>; 9] = [
    Some("100% sure"),
    Some("100 per cent"),
    Some("snake_case"),
    Some("snakeXcase"),
    Some("and/or"),
    Some(r"back\slash"),
    Some("it's 'quoted'"),
    Some("größe 🦀"),
    None,
];

async fn filled(db: &orm_tests::TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Word]).await?;
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(Word).values(WORDS.map(|word| Word { id: 0, word: word.map(str::to_owned) }))).await?;
    Ok(conn)
}

/// The words for which the condition is true.
async fn words(conn: &mut Connection, condition: Expr<bool>) -> orm::Result<Vec<String>> {
    let rows = conn.execute(select(Word::word).filter(condition).order_by(Word::id)).all().await?;
    Ok(rows.into_iter().flatten().collect())
}

db_test! {
    async fn wildcards_count_in_like(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(words(conn, Word::word.like("100%")).await?, ["100% sure", "100 per cent"]);
        assert_eq!(words(conn, Word::word.like("snake_case")).await?, ["snake_case", "snakeXcase"]);
        assert_eq!(words(conn, Word::word.like("%r")).await?, ["and/or"]);
        assert_eq!(words(conn, Word::word.like("gr__e _")).await?, ["größe 🦀"]);
        assert_eq!(words(conn, Word::word.like("snake")).await?, [""; 0]);
        assert_eq!(words(conn, Word::word.like(func::lower(Word::word)) & Word::id.eq(5)).await?, ["and/or"]);
    }

    async fn not_like_finds_the_others_but_no_nulls(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(words(conn, Word::word.not_like("%a%")).await?.len(), 4);
        assert_eq!(words(conn, !Word::word.like("%a%")).await?.len(), 4);
        assert_eq!(words(conn, !Word::word.not_like("%a%")).await?.len(), 4);
    }

    async fn wildcards_are_literal_in_starts_with_contains_and_ends_with(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(words(conn, Word::word.starts_with("100%")).await?, ["100% sure"]);
        assert_eq!(words(conn, Word::word.contains("_")).await?, ["snake_case"]);
        assert_eq!(words(conn, Word::word.contains("%")).await?, ["100% sure"]);
        assert_eq!(words(conn, Word::word.ends_with("_case")).await?, ["snake_case"]);
        assert_eq!(words(conn, !Word::word.contains("a")).await?.len(), 4);
    }

    async fn slashes_backslashes_and_quotes_are_literal(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(words(conn, Word::word.contains("/")).await?, ["and/or"]);
        assert_eq!(words(conn, Word::word.starts_with("and/")).await?, ["and/or"]);
        assert_eq!(words(conn, Word::word.ends_with("/or")).await?, ["and/or"]);
        assert_eq!(words(conn, Word::word.contains(r"k\s")).await?, [r"back\slash"]);
        assert_eq!(words(conn, Word::word.ends_with(r"\")).await?, [""; 0]);
        assert_eq!(words(conn, Word::word.contains("'quoted'")).await?, ["it's 'quoted'"]);
    }

    async fn any_unicode_can_be_searched(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(words(conn, Word::word.contains("öß")).await?, ["größe 🦀"]);
        assert_eq!(words(conn, Word::word.ends_with("🦀")).await?, ["größe 🦀"]);
    }

    async fn the_empty_text_is_in_every_text(db: &TestDb) {
        let conn = &mut filled(db).await?;
        assert_eq!(words(conn, Word::word.contains("")).await?.len(), 8);
        assert_eq!(words(conn, Word::word.starts_with("")).await?.len(), 8);
    }

    async fn texts_are_joined_by_concat(db: &TestDb) {
        let conn = &mut filled(db).await?;
        let query = select(Word::word.concat("!").concat(Word::word)).filter(Word::id.eq(5) | Word::word.is_null());
        let rows = conn.execute(query.order_by(Word::id)).all().await?;
        assert_eq!(rows, [Some("and/or!and/or".to_owned()), None], "NULL makes the whole NULL");
        assert_eq!(words(conn, Word::word.concat("x").eq("and/orx")).await?, ["and/or"]);
        assert_eq!(words(conn, Word::word.concat("x").like("%/%")).await?, ["and/or"]);
    }
}

#[test]
fn sqlite_has_regular_expressions_with_a_cargo_feature() {
    let mut without = Dialect::SQLITE;
    without.capabilities.regexp = false;
    let error = select(Word::id).filter(Word::word.regexp_match("^A")).compile(&without).unwrap_err();
    assert_eq!(error.to_string(), "SQLite does not support regexp_match without the cargo feature `regexp` of `orm`");
}
