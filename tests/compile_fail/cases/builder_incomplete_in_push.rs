//! A required column is missing in `posts.push`.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    let alice = session.add(User::builder().name("Alice"));
    alice.posts.push(Post::builder());
    Ok(())
}

fn main() {}
