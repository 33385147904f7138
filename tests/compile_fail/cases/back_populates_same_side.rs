//! `back_populates` names a relationship of the same kind.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "readers")]
    posts: HasMany<Post>,
    #[column(foreign_key = Post::id)]
    favourite_id: i64,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    readers: HasMany<User>,
}

fn main() {}
