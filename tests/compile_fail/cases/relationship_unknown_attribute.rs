//! A misspelt attribute of a relationship.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populate = "manager")]
    reports: HasMany<User>,
}

fn main() {}
