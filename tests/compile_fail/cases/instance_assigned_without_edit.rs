//! A field is assigned without an edit guard.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    let alice = session.add(User::builder().name("Alice"));
    alice.name = "Bob".into();
    Ok(())
}

fn main() {}
