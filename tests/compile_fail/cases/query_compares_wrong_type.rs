//! A column is compared with a value of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::id.eq("x"));
}
