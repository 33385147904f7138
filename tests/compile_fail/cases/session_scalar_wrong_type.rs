//! `scalar` into another type than the one selected.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    let _: i64 = session.scalar(select(User::name)).await?;
    Ok(())
}

fn main() {}
