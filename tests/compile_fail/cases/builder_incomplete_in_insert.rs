//! A required column is missing in `insert`.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = insert(User).values([User::builder().email("alice@example.org")]);
}
