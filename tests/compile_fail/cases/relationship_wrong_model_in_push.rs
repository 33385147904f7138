//! An instance of another model is put into a collection.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    let alice = session.add(User::builder().name("Alice"));
    alice.posts.push(User::builder().name("Bob"));
    Ok(())
}

fn main() {}
