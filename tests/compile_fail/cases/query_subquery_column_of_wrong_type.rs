//! A column of a subquery is compared with one of another type.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let titles = select((Post::user_id, Post::title)).subquery();
    let (_, title) = titles.columns();
    let _ = select(User).join(titles.on(title.eq(User::id)));
}
