//! A column is compared with a column of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(Post).filter(Post::user_id.eq(User::name));
}
