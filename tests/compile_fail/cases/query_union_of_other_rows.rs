//! Members of a UNION that give different rows.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = select(User::name).union(select(User::id));
}
