//! Two queries of one session at the same time.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
}

async fn both(session: &mut Session) {
    let first = session.query(User).all();
    let second = session.query(User).count();
    let _ = (first.await, second.await);
}

fn main() {}
