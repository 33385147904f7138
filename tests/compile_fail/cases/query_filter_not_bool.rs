//! A filter that is no condition.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::name);
}
