//! A setter is given a value of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;

fn main() {
    let _ = User::builder().name(5);
}
