//! `back_populates` names a relationship that leads to another model.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "parent")]
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = User::id)]
    user_id: i64,
    author: BelongsTo<User>,
    #[column(foreign_key = Post::id)]
    parent_id: i64,
    parent: BelongsTo<Post>,
}

fn main() {}
