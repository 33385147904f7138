//! SQLAlchemy's word for `set`, and a text where a number is meant.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = update(User).values(("name", "x"));
    let _ = select(User).limit("10");
}
