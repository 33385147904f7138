//! A declarative ORM whose [`Session`] is a real unit of work, on SQLite, PostgreSQL and MySQL/MariaDB.
//!
//! A model is a plain struct. A session hands out one shared object per row, remembers what changed, and writes it in one go: INSERTs in
//! foreign-key order with keys read back, UPDATEs of what differs, DELETEs with their cascades. Columns, relationships and results are typed;
//! a misspelt column, a comparison with the wrong type or a builder that lacks a column does not compile.
//!
//! ```
//! use orm::prelude::*;
//!
//! #[derive(Model, Debug)]
//! pub struct User {
//!     #[column(primary_key)]
//!     pub id: i64,
//!     pub name: String,
//!     #[relationship(back_populates = "author")]
//!     pub posts: HasMany<Post>,
//! }
//!
//! #[derive(Model, Debug)]
//! pub struct Post {
//!     #[column(primary_key)]
//!     pub id: i64,
//!     pub title: String,
//!     #[column(foreign_key = User::id)]
//!     pub user_id: i64,
//!     #[relationship(back_populates = "posts")]
//!     pub author: BelongsTo<User>,
//! }
//!
//! #[tokio::main]
//! async fn main() -> orm::Result<()> {
//!     let engine = create_engine("sqlite::memory:").connect().await?;
//!     metadata![User, Post].create_all(&engine).await?;
//!
//!     let mut session = Session::new(&engine);
//!     let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("Hello")]));
//!     session.commit().await?;
//!
//!     alice.edit().name = "Alice Smith".into();
//!     for user in session.scalars(select(User).options(selectinload(User::posts))).all().await? {
//!         println!("{} wrote {} posts", user.name, user.posts.get()?.len());
//!     }
//!     session.commit().await
//! }
//! ```
//!
//! The [guide] explains it all: [models](guide::models), [sessions](guide::sessions), [relationships](guide::relationships),
//! [queries](guide::queries), [Core](guide::core), [errors](guide::errors), a [table for those who know SQLAlchemy](guide::from_sqlalchemy), and
//! [what is not there yet](guide::not_there_yet).
//!
//! # Cargo features
//!
//! | | default | |
//! |---|---|---|
//! | `sqlite` | yes | SQLite, compiled in |
//! | `postgres` | | PostgreSQL |
//! | `mysql` | | MySQL and MariaDB |
//! | `regexp` | | regular expressions on SQLite (`regexp_match`), by the crate `regex`: a fifth of the code of a small program |
//! | `tls` | | encrypted connections to PostgreSQL and MySQL |
//! | `chrono`, `uuid`, `decimal`, `json` | yes | column types of the crates `chrono`, `uuid`, `rust_decimal` and `serde_json` |
//!
//! It runs on Tokio.

mod config;
pub mod connection;
pub mod containers;
pub mod ddl;
mod driver;
pub mod engine;
pub mod events;
mod fetch;
pub mod guide;
pub mod instance;
pub mod loading;
pub mod prelude;
pub mod session;
mod stream;
mod unit_of_work;

pub use connection::{Connection, ExecResult, Execution, ScalarQuery};
pub use containers::{BelongsTo, HasMany, HasOne, Members, WriteOnly};
pub use ddl::{DdlTarget, MetaDataExt};
pub use engine::{Engine, EngineBuilder, StatementEvent, create_engine};
pub use fetch::{BoxFuture, Fetch, FetchOne, Typed};
pub use instance::Model;
pub use instance::{Instance, IntoInstance, Lifecycle};
pub use loading::{Load, LoadOptions, selectinload};
pub use orm_core as core;
pub use orm_core::types::{self, SqlType, TypeDecorator};
pub use orm_core::{Error, Result};
/// Maps a struct to a table, and implements the trait [`Model`](trait@Model) for it.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model, Debug)]
/// #[model(table = "users", index(columns(name, email), name = "ix_people"))]
/// pub struct User {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(length = 50)]
///     pub name: String,
///     #[column(unique)]
///     pub email: Option<String>,
///     #[column(precision = 10, scale = 2, default = Decimal::ZERO)]
///     pub balance: Decimal,
///     #[column(name = "created", server_default = func::now())]
///     pub created_at: DateTime<Utc>,
///     #[column(onupdate = func::now())]
///     pub updated_at: Option<DateTime<Utc>>,
///     #[relationship(back_populates = "author", cascade = "all, delete-orphan", order_by = Post::id.desc())]
///     pub posts: HasMany<Post>,
/// }
///
/// #[derive(Model, Debug)]
/// #[model(table = "posts", unique(user_id, title))]
/// pub struct Post {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(length = 200)]
///     pub title: String,
///     #[column(foreign_key = User::id, on_delete = "cascade", index)]
///     pub user_id: i64,
///     #[relationship(back_populates = "posts")]
///     pub author: BelongsTo<User>,
/// }
///
/// let alice = Instance::new(User::builder().name("Alice").posts([Post::builder().title("Hello")]));
/// assert_eq!(alice.balance, Decimal::ZERO);
/// assert_eq!(User::created_at.name(), "created");
/// ```
pub use orm_derive::Model;
/// Makes an enum without fields a column type: a native enumeration, or its labels as text, or its discriminants.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq)]
/// #[sql_enum(name = "post_status")]
/// pub enum Status {
///     #[default]
///     Draft,                       // the label `draft`
///     #[sql_enum(rename = "live")]
///     Published,
/// }
///
/// #[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
/// #[sql_enum(integer)]
/// #[repr(i16)]
/// pub enum Priority {
///     Low = 10,
///     High = 20,
/// }
///
/// #[derive(Model)]
/// pub struct Post {
///     #[column(primary_key)]
///     pub id: i64,
///     #[column(default = Status::Draft)]
///     pub status: Status,
///     pub priority: Option<Priority>,
/// }
///
/// let drafts = select(Post::id).filter(Post::status.eq(Status::Draft) & Post::priority.ge(Priority::Low));
/// ```
pub use orm_derive::SqlEnum;
/// Makes a struct of one field a column type, stored as that field.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(SqlType, Clone, Debug, PartialEq, Eq, Hash)]
/// #[sql_type(length = 254, postgres = "CITEXT")]
/// pub struct Email(pub String);
///
/// #[derive(SqlType, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
/// pub struct UserId(pub i64);
///
/// #[derive(Model)]
/// pub struct User {
///     #[column(primary_key, autoincrement)]
///     pub id: UserId,
///     #[column(unique)]
///     pub email: Email,
///     #[column(foreign_key = User::id)]
///     pub invited_by: Option<UserId>,
/// }
///
/// let alice = select(User::id).filter(User::email.eq(Email("alice@example.org".into())));
/// ```
pub use orm_derive::SqlType;
pub use session::Session;
pub use stream::RowStream;

/// The tables of some models, to be created and dropped together.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// pub struct Tag {
///     #[column(primary_key)]
///     pub id: i64,
/// }
///
/// let metadata = metadata![Tag];
/// assert_eq!(metadata.tables()[0].name, "tags");
/// ```
#[macro_export]
macro_rules! metadata {
    ($($model:ty),* $(,)?) => {
        $crate::core::schema::MetaData::new([$(<$model as $crate::core::Mapped>::table()),*])
    };
}

/// What `#[derive(Model)]` expands to uses these paths and no others.
#[doc(hidden)]
pub mod __private {
    pub use std::assert;
    pub use std::clone::Clone;
    pub use std::default::Default;
    pub use std::iter::IntoIterator;
    pub use std::option::Option::{self, None, Some};
    pub use std::result::Result::{self, Err, Ok};
    pub use std::string::String;
    pub use std::stringify;
    pub use std::sync::LazyLock;

    pub use orm_core::expr::{Column, IntoOrderBy, OrderBy};
    pub use orm_core::model::*;
    pub use orm_core::relationship::*;
    pub use orm_core::row::RowReader;
    pub use orm_core::schema::*;
    pub use orm_core::types::{SqlType, TypeDecorator, unknown_label};

    pub use crate::containers::{BelongsTo, HasMany, HasOne, WriteOnly};
    pub use crate::instance::Model;
    pub use crate::instance::{Container, IntoInstance};
}
