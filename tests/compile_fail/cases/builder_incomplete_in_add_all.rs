//! A required column is missing in `session.add_all`.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.add_all([User::builder()]);
    Ok(())
}

fn main() {}
