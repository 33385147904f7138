//! An index over a column that the struct does not have.

use orm::prelude::*;

#[derive(Model)]
#[model(index(nmae, id))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
