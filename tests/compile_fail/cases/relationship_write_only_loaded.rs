//! A write-only collection is loaded.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    posts: WriteOnly<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = User::id)]
    user_id: i64,
}

fn main() {
    let _ = select(User).options(selectinload(User::posts));
}
