//! Cascades that say nothing, or two things.

use orm::prelude::*;

#[derive(Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[relationship(cascade = "")]
    pub posts: HasMany<Post>,
    #[relationship(cascade = "all, none")]
    pub drafts: HasMany<Post>,
}

#[derive(Model)]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = User::id)]
    pub user_id: i64,
}

fn main() {}
