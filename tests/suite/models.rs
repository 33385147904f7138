//! Models that several topics use.

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
    #[column(foreign_key = User::id, index)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
    #[relationship(back_populates = "post")]
    pub comments: HasMany<Comment>,
}

/// Its reference is nullable, and neither side cascades.
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

/// A tree, with keys from the database.
#[derive(Model, Debug)]
#[model(table = "nodes")]
pub struct Node {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[column(foreign_key = Node::id)]
    pub parent_id: Option<i64>,
    #[relationship(back_populates = "children")]
    pub parent: BelongsTo<Option<Node>>,
    #[relationship(back_populates = "parent", cascade = "all", order_by = Node::id)]
    pub children: HasMany<Node>,
}

/// Two references to one table.
#[derive(Model, Debug)]
#[model(table = "transfers")]
pub struct Transfer {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Account::id)]
    pub from_id: i64,
    #[column(foreign_key = Account::id)]
    pub to_id: i64,
    pub amount: i32,
    #[relationship(foreign_key = from_id, back_populates = "outgoing")]
    pub from: BelongsTo<Account>,
    #[relationship(foreign_key = to_id, back_populates = "incoming")]
    pub to: BelongsTo<Account>,
}

#[derive(Model, Debug)]
#[model(table = "accounts")]
pub struct Account {
    #[column(primary_key)]
    pub id: i64,
    pub owner: String,
    #[relationship(back_populates = "from")]
    pub outgoing: HasMany<Transfer>,
    #[relationship(back_populates = "to")]
    pub incoming: HasMany<Transfer>,
    #[relationship(back_populates = "account", cascade = "all, delete-orphan")]
    pub settings: HasOne<Settings>,
}

/// One to one.
#[derive(Model, Debug)]
#[model(table = "settings")]
pub struct Settings {
    #[column(primary_key)]
    pub id: i64,
    pub theme: String,
    #[column(foreign_key = Account::id, unique)]
    pub account_id: i64,
    #[relationship(back_populates = "settings")]
    pub account: BelongsTo<Account>,
}

/// A composite key, given by the program.
#[derive(Model, Debug)]
#[model(table = "stock")]
pub struct Stock {
    #[column(primary_key)]
    pub warehouse: i32,
    #[column(primary_key, length = 20)]
    pub article: String,
    pub amount: i32,
    #[column(server_default = "new", length = 10)]
    pub state: String,
    #[column(onupdate = func::now())]
    pub changed_at: Option<DateTime<Utc>>,
    #[column(default = Uuid::new_v4(), onupdate = Uuid::new_v4())]
    pub etag: Uuid,
}
