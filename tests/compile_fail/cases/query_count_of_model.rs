//! A model is counted, rather than its key.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(func::count(Post));
}
