//! An option that starts from a model that is not selected.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).options(selectinload(Post::author));
}
