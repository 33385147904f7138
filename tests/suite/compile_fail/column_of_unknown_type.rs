//! A field whose type is no column type.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    tags: Vec<String>,
}

fn main() {}
