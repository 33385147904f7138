//! A misspelt attribute of a column.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_keey)]
    id: i64,
}

fn main() {}
