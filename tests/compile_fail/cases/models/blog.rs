//! Models without mistakes, for the cases whose mistake is in their use.

use orm::prelude::*;

#[derive(Model, Debug)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    #[column(default = true)]
    pub is_active: bool,
    #[relationship(back_populates = "author")]
    pub posts: HasMany<Post>,
}

#[derive(Model, Debug)]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(foreign_key = User::id)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
}
