//! Two foreign keys lead from the other model, and none is named.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = User::id)]
    author_id: i64,
    #[column(foreign_key = User::id)]
    editor_id: i64,
}

fn main() {}
