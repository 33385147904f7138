//! An option that goes on from another model than it has led to.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User).options(selectinload(User::posts).selectinload(User::posts));
}
