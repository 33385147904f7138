//! A nullable foreign key, but the relationship leads to somebody always.

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
    user_id: Option<i64>,
    author: BelongsTo<User>,
}

fn main() {}
