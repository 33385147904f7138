//! A required column is missing in `author.set`.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    let post = session.add(Post::builder().title("Hello"));
    post.author.set(User::builder());
    Ok(())
}

fn main() {}
