//! The other side of a many-to-many relationship leads to one.

use orm::prelude::*;

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = PostTag, back_populates = "post")]
    tags: HasMany<Tag>,
}

#[derive(Model)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Post::id)]
    post_id: i64,
    post: BelongsTo<Post>,
}

#[derive(Model)]
struct PostTag {
    #[column(primary_key, foreign_key = Post::id)]
    post_id: i64,
    #[column(primary_key, foreign_key = Tag::id)]
    tag_id: i64,
}

fn main() {}
