//! A required column of a related instance is missing.

#[path = "models/blog.rs"]
mod blog;

use blog::*;

fn main() {
    let _ = User::builder().name("Alice").posts([Post::builder()]);
}
