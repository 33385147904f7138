//! Branches of a CASE that give different types.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(case::<String>().when(User::is_active, "yes").otherwise(0));
}
