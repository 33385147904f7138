//! A collection sorted by its owner.

use orm::prelude::*;

#[derive(Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[relationship(order_by = User::name.desc())]
    pub posts: HasMany<Post>,
}

#[derive(Model)]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = User::id)]
    pub user_id: i64,
}

fn main() {}
