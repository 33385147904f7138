//! The statement in this crate.

use ::orm::core::statement::Query;
use ::orm::prelude::*;

use super::Search;

#[derive(Model, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub is_active: bool,
}

#[derive(Model, Debug)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    pub body: String,
    pub views: i32,
    pub likes: i32,
    #[column(foreign_key = User::id)]
    pub user_id: i64,
    #[relationship]
    pub author: BelongsTo<User>,
}

pub fn build(search: Search<'_>) -> impl Query {
    let post = (Post::id, Post::title, Post::body, Post::views, Post::likes, Post::user_id);
    let user = (User::id, User::name, User::email, User::is_active);
    select((post, user))
        .join(Post::author)
        .filter(Post::title.like(search.title))
        .filter(Post::views.gt(search.views))
        .filter(User::is_active.eq(search.active))
}
