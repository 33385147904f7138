//! Rows of a statement that returns none.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.execute(delete(User)).all().await?;
    Ok(())
}

fn main() {}
