//! A column is set to a value of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = update(User).set(User::is_active, "yes");
}
