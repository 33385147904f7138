//! A default of another type than the column.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(default = "yes")]
    is_active: bool,
}

fn main() {}
