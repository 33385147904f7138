//! A column of an instance is set to a value of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    let alice = session.add(User::builder().name("Alice"));
    alice.set(User::name, 5);
    Ok(())
}

fn main() {}
