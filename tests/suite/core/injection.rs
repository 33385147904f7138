//! Whatever a value or a name contains, it is that value or that name and nothing else; the tables and their rows are still there
//! afterwards.

#[path = "injection/corpus.rs"]
mod corpus;
#[path = "injection/ddl.rs"]
mod ddl;
#[path = "injection/documents.rs"]
mod documents;
#[path = "injection/literals.rs"]
mod literals;
#[path = "injection/names.rs"]
mod names;
#[path = "injection/nul.rs"]
mod nul;
#[path = "injection/operators.rs"]
mod operators;
#[path = "injection/schema.rs"]
mod schema;
#[path = "injection/values.rs"]
mod values;

use orm::prelude::*;
use orm_tests::{TestDb, TestResult};

use super::models::{self, Comment, Post, User};

/// What adversarial texts are put in.
#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    pub body: String,
    pub maybe: Option<String>,
    pub data: Option<serde_json::Value>,
    pub words: Option<Vec<String>>,
}

pub fn note(id: i64, body: &str) -> Note {
    Note { id, body: body.to_owned(), maybe: Some(body.to_owned()), data: None, words: None }
}

/// Tables with rows that must survive, and an empty one.
pub async fn prepared(db: &TestDb) -> orm::Result<Connection> {
    let conn = models::filled(db).await?;
    metadata![Note].create_all(&db.engine).await?;
    Ok(conn)
}

/// Whether everything is still there.
pub async fn untouched(conn: &mut Connection) -> TestResult {
    conn.rollback().await?;
    let names = conn.execute(select(User::name).order_by(User::id)).all().await?;
    assert_eq!(names, ["Alice", "Bob", "Carol"]);
    let titles = conn.execute(select(Post::title).order_by(Post::id)).all().await?;
    assert_eq!(titles, ["Rust", "SQL", "Tea"]);
    assert_eq!(conn.scalar::<i64>(select(func::count(Comment::id))).await?, 2);
    conn.rollback().await?;
    Ok(())
}
