use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 50, index)]
    pub name: String,
    #[column(unique)]
    pub email: Option<String>,
    #[column(default = true)]
    pub is_active: bool,
    #[column(server_default = func::now())]
    pub created_at: DateTime<Utc>,
    #[relationship(back_populates = "author", cascade = "all, delete-orphan", order_by = Post::id)]
    pub posts: HasMany<Post>,
}

#[derive(Model, Debug)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(default = 0)]
    pub views: i32,
    #[column(foreign_key = User::id, index)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
    #[relationship(back_populates = "post")]
    pub comments: HasMany<Comment>,
}

#[derive(Model, Debug)]
#[model(table = "comments")]
pub struct Comment {
    #[column(primary_key)]
    pub id: i64,
    pub text: String,
    #[column(foreign_key = Post::id)]
    pub post_id: Option<i64>,
    #[relationship(back_populates = "comments")]
    pub post: BelongsTo<Option<Post>>,
}
