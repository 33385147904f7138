//! `has` of a relationship to many, and `any` of one to one.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::posts.has(Post::id.gt(1)));
    let _ = select(Post).filter(Post::author.any(User::id.gt(1)));
}
