//! `scalars` of a tuple.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.scalars(select((User::id, User::name))).all().await?;
    Ok(())
}

fn main() {}
