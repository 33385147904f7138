//! A column of another model is set.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = update(User).set(Post::title, "x");
}
