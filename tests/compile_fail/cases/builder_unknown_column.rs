//! A setter for a column that the model does not have.

#[path = "models/blog.rs"]
mod blog;

use blog::*;

fn main() {
    let _ = User::builder().nmae("Alice");
}
