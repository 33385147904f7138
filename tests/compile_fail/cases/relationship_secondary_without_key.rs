//! The table in between does not reference the other side.

use orm::prelude::*;

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = PostTag)]
    tags: HasMany<Tag>,
}

#[derive(Model)]
struct Tag {
    #[column(primary_key)]
    id: i64,
}

#[derive(Model)]
struct PostTag {
    #[column(primary_key, foreign_key = Post::id)]
    post_id: i64,
    #[column(primary_key)]
    tag_id: i64,
}

fn main() {}
