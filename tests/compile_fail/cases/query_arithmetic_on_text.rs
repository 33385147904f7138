//! Arithmetic on a text column.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User::name + 1);
}
