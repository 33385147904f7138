//! A misspelt attribute of the struct.

use orm::prelude::*;

#[derive(Model)]
#[model(tabel = "users")]
struct User {
    #[column(primary_key)]
    id: i64,
}

fn main() {}
