//! A relationship to a struct that is no model.

use orm::prelude::*;

struct Post;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    posts: HasMany<Post>,
}

fn main() {}
