//! A column that the model does not have.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::nmae.eq("Alice"));
}
