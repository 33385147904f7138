//! A column instead of a relationship.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).join(Post::user_id);
}
