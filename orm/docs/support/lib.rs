//! What the examples in the documentation share, compiled once: the blog's models, over an empty database or over a small
//! data set in memory.

#[path = "../blog.rs"]
mod blog;

pub use blog::*;
use orm::core::dialect::Dialect;
use orm::core::statement::Statement;
use orm::prelude::*;

/// An engine over empty tables.
pub async fn empty() -> orm::Result<Engine> {
    let engine = create_engine("sqlite::memory:").connect().await?;
    metadata![User, Post, Comment].create_all(&engine).await?;
    Ok(engine)
}

/// An engine over three users, three posts and a comment.
pub async fn blog() -> orm::Result<Engine> {
    let engine = empty().await?;
    let mut conn = engine.begin().await?;
    for row in [
        "INSERT INTO users (id, name, email, is_active) VALUES (1, 'Alice', 'alice@example.org', 1), (2, 'Bob', NULL, 1), (3, 'Carol', NULL, 0)",
        "INSERT INTO posts (id, title, views, user_id) VALUES (1, 'Hello', 10, 1), (2, 'About rust', 200, 1), (3, 'Snakes', 30, 2)",
        "INSERT INTO comments (id, text, post_id) VALUES (1, 'Hi', 1)",
    ] {
        conn.execute(text(row)).await?;
    }
    conn.commit().await?;
    Ok(engine)
}

/// A session over [`blog`].
pub async fn session() -> orm::Result<Session> {
    Ok(Session::new(&blog().await?))
}

/// What a statement is for SQLite, values and all.
pub fn sql(statement: impl Statement) -> String {
    let compiled = statement.compile(&Dialect::SQLITE);
    compiled.map_or_else(|error| error.to_string(), |all| all.iter().map(ToString::to_string).collect())
}
