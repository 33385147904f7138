//! HAVING without a comparison.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(Post::user_id).group_by(Post::user_id).having(func::count(Post::id));
}
