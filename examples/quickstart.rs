//! Two models, a relationship, a session: `cargo run --example quickstart`.
use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[relationship(back_populates = "author", cascade = "all, delete-orphan")]
    pub posts: HasMany<Post>,
}

#[derive(Model, Debug)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(foreign_key = User::id)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
}

#[tokio::main]
async fn main() -> orm::Result<()> {
    let engine = create_engine("sqlite::memory:").connect().await?;
    metadata![User, Post].create_all(&engine).await?;
    let mut session = Session::new(&engine);
    // A graph is one `add`: the flush orders the INSERTs and fills `user_id`.
    let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("Hello")]));
    session.commit().await?;
    alice.edit().name = "Alice Smith".into(); // an UPDATE of this one column, when it is flushed
    alice.posts.push(Post::builder().title("Second")); // an INSERT in the same flush
    for user in session.scalars(select(User).options(selectinload(User::posts))).all().await? {
        println!("{} wrote {} posts", user.name, user.posts.get()?.len());
    }
    session.commit().await
}
