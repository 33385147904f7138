//! A key of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.get(User, "alice").await?;
    Ok(())
}

fn main() {}
