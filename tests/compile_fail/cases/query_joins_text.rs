//! The name of a relationship instead of the relationship.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).join("posts");
}
