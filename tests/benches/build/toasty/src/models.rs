//! Four models.

use toasty::{Db, Deferred, Model};

#[derive(Debug, Model)]
pub struct User {
    #[key]
    #[auto]
    pub id: u64,
    pub name: String,
    pub email: Option<String>,
    #[default(true)]
    pub is_active: bool,
    #[default(jiff::Timestamp::now())]
    pub created_at: jiff::Timestamp,
    #[has_many(pair = author)]
    pub posts: Deferred<Vec<Post>>,
}

#[derive(Debug, Model)]
pub struct Post {
    #[key]
    #[auto]
    pub id: u64,
    pub title: String,
    pub body: String,
    pub views: i32,
    #[index]
    pub user_id: u64,
    #[belongs_to(key = user_id, references = id)]
    pub author: Deferred<User>,
    #[has_many]
    pub comments: Deferred<Vec<Comment>>,
    #[has_many]
    pub tags: Deferred<Vec<Tag>>,
}

#[derive(Debug, Model)]
pub struct Comment {
    #[key]
    #[auto]
    pub id: u64,
    pub text: String,
    #[index]
    pub post_id: u64,
    #[belongs_to]
    pub post: Deferred<Post>,
}

#[derive(Debug, Model)]
pub struct Tag {
    #[key]
    #[auto]
    pub id: u64,
    #[unique]
    pub name: String,
    #[index]
    pub post_id: u64,
    #[belongs_to]
    pub post: Deferred<Post>,
}

/// A database in memory with their tables.
pub async fn database() -> toasty::Result<Db> {
    let db = Db::builder().models(toasty::models!(User, Post, Comment, Tag)).connect("sqlite::memory:").await?;
    db.push_schema().await?;
    Ok(db)
}
