//! A required column is missing in `session.add`.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.add(User::builder().email("alice@example.org"));
    Ok(())
}

fn main() {}
