//! Raw SQL without `text`.

use orm::prelude::*;

async fn run(session: &mut Session) -> orm::Result<()> {
    session.execute("DELETE FROM users").await?;
    Ok(())
}

fn main() {}
