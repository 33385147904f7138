//! A sum of texts.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(func::sum(User::name));
}
