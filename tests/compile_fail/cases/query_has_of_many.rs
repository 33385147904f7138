//! `has` of a relationship to many.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::posts.has(Post::id.gt(1)));
}
