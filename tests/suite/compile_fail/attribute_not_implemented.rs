//! Attributes that are planned.

use orm::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Follow)]
    follows: HasMany<User>,
}

fn main() {}
