//! INSERT … SELECT into columns of another model.

#[path = "models/blog.rs"]
mod blog;

use blog::*;
use orm::prelude::*;

fn main() {
    let _ = insert(User).from_select(Post::title, select(User::name));
    let _ = insert(User).from_select((User::name, Post::title), select((User::name, User::name)));
    let _ = insert(User).from_select(func::lower(User::name), select(User::name));
}
