//! An `Option` of a type that is not the column's own.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).filter(User::name.eq(Some("x")));
}
