//! A foreign key that is never NULL, but the relationship may lead to nobody.

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
    #[column(foreign_key = User::id)]
    user_id: i64,
    author: BelongsTo<Option<User>>,
}

fn main() {}
