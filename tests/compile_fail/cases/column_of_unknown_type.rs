//! A field whose type is no column type.

use std::collections::HashMap;

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    tags: HashMap<String, String>,
}

fn main() {}
