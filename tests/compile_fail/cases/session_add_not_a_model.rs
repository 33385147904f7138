//! Something that is no model is added.

use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.add("Alice");
    Ok(())
}

fn main() {}
