//! An index of the rows that fulfil no condition.

use orm::prelude::*;

#[derive(Model)]
#[model(index(columns(name), filter = User::name))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
