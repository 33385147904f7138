//! A foreign key to a column that the other model does not have.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = User::number)]
    user_id: i64,
}

fn main() {}
