//! A subquery that gives values of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::id.in_select(select(Post::title)));
}
