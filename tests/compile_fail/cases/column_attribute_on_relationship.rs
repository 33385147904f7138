//! A column attribute on a relationship.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    reports: HasMany<User>,
}

fn main() {}
