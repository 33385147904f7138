//! A nullable column is an `Option`, not an attribute.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(nullable)]
    email: String,
}

fn main() {}
