//! Users, their posts and the comments on them: what most tests here are about.

use orm::prelude::*;
use orm_tests::TestDb;

#[derive(Model, Clone, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 50, index)]
    pub name: String,
    #[column(length = 100, unique)]
    pub email: Option<String>,
    pub age: Option<i32>,
    #[column(default = true)]
    pub is_active: bool,
    #[column(server_default = func::now())]
    pub created_at: DateTime<Utc>,
    #[relationship(back_populates = "author")]
    pub posts: HasMany<Post>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(default = 0)]
    pub views: i32,
    #[column(foreign_key = User::id, on_delete = "cascade", index)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
    #[relationship(back_populates = "post")]
    pub comments: HasMany<Comment>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "comments")]
pub struct Comment {
    #[column(primary_key)]
    pub id: i64,
    pub body: String,
    #[column(foreign_key = Post::id)]
    pub post_id: i64,
    #[column(foreign_key = User::id, on_delete = "set null")]
    pub user_id: Option<i64>,
    #[relationship(back_populates = "comments")]
    pub post: BelongsTo<Post>,
}

/// Rows of the tables, without and with NULLs.
pub fn users() -> [User; 3] {
    let user = |id, name: &str, email: Option<&str>, age, is_active| User {
        id,
        name: name.to_owned(),
        email: email.map(str::to_owned),
        age,
        is_active,
        created_at: DateTime::from_timestamp(1_700_000_000 + id, 0).unwrap(),
        posts: HasMany::default(),
    };
    [
        user(1, "Alice", Some("alice@example.org"), Some(30), true),
        user(2, "Bob", None, None, false),
        user(3, "Carol", Some("carol@example.org"), Some(41), true),
    ]
}

pub fn posts() -> [Post; 3] {
    let post = |id, title: &str, views, user_id| Post {
        id,
        title: title.to_owned(),
        views,
        user_id,
        author: BelongsTo::default(),
        comments: HasMany::default(),
    };
    [post(1, "Rust", 10, 1), post(2, "SQL", 0, 1), post(3, "Tea", 7, 3)]
}

pub fn comments() -> [Comment; 2] {
    let comment = |id, body: &str, post_id, user_id| Comment {
        id,
        body: body.to_owned(),
        post_id,
        user_id,
        post: BelongsTo::default(),
    };
    [comment(1, "Nice", 1, Some(3)), comment(2, "Hm", 3, None)]
}

/// The three tables.
pub fn schema() -> MetaData {
    metadata![User, Post, Comment]
}

/// Creates and fills the tables; the log starts empty.
pub async fn filled(db: &TestDb) -> orm::Result<Connection> {
    db.create(&schema()).await?;
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(User).values(users())).await?;
    conn.execute(insert(Post).values(posts())).await?;
    conn.execute(insert(Comment).values(comments())).await?;
    conn.commit().await?;
    let conn = db.engine.acquire().await?;
    db.log.take_all();
    Ok(conn)
}
