//! Two models, a relationship, a session: `cargo run --example quickstart`.

use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 50, index)]
    pub name: String,
    #[relationship(back_populates = "author", cascade = "all, delete-orphan", order_by = Post::id)]
    pub posts: HasMany<Post>,
}

#[derive(Model, Debug)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(foreign_key = User::id, index)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
}

#[tokio::main]
async fn main() -> orm::Result<()> {
    let engine = create_engine("sqlite::memory:").connect().await?;
    metadata![User, Post].create_all(&engine).await?;
    let mut session = Session::new(&engine);

    // A graph is one `add`; the flush orders the INSERTs and fills the foreign keys.
    let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("Hello")]));
    session.commit().await?;
    println!("{} wrote {:?}, post {}", alice.name, alice.posts.get()?[0].title, alice.posts.get()?[0].id);

    // Plain assignment, flushed as an UPDATE of the changed column.
    alice.edit().name = "Alice Smith".into();
    alice.posts.push(Post::builder().title("Second"));
    session.commit().await?;

    for user in session.scalars(select(User).options(selectinload(User::posts))).all().await? {
        println!("{} has {} posts", user.name, user.posts.get()?.len());
    }
    Ok(())
}
