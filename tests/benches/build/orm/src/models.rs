//! Four models.

use orm::prelude::*;

/// A database in memory with their tables.
pub async fn database() -> orm::Result<Engine> {
    let engine = create_engine("sqlite::memory:").connect().await?;
    metadata![User, Post, Comment, Tag].create_all(&engine).await?;
    Ok(engine)
}

#[derive(Model, Debug)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    #[column(default = true)]
    pub is_active: bool,
    #[column(server_default = func::now())]
    pub created_at: DateTime<Utc>,
    #[relationship(back_populates = "author")]
    pub posts: HasMany<Post>,
}

#[derive(Model, Debug)]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    pub body: String,
    pub views: i32,
    #[column(foreign_key = User::id)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
    #[relationship(back_populates = "post")]
    pub comments: HasMany<Comment>,
    #[relationship(back_populates = "post")]
    pub tags: HasMany<Tag>,
}

#[derive(Model, Debug)]
pub struct Comment {
    #[column(primary_key)]
    pub id: i64,
    pub text: String,
    #[column(foreign_key = Post::id)]
    pub post_id: i64,
    #[relationship(back_populates = "comments")]
    pub post: BelongsTo<Post>,
}

#[derive(Model, Debug)]
pub struct Tag {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(foreign_key = Post::id)]
    pub post_id: i64,
    #[relationship(back_populates = "tags")]
    pub post: BelongsTo<Post>,
}
