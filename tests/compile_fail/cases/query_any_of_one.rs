//! `any` of a relationship to one.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(Post).filter(Post::author.any(User::id.gt(1)));
}
