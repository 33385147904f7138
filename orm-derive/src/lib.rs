//! `#[derive(Model)]`: turns a struct into a mapped model.
//!
//! ```text
//! DeriveInput ──parse/──> ModelIr (every mistake collected, reported together) ──expand/──> items
//! ```
//!
//! The expansion names everything through `::orm::__private`; what it does at run time lives there, in generic code,
//! and the generated items only say which columns and relationships there are.

mod errors;
mod expand;
mod ir;
mod parse;

use proc_macro::TokenStream;
use syn::DeriveInput;

use crate::parse::Mistaken;

/// Maps a struct to a table: `orm::Model`, the constants `User` (a model as a value) and `User::name` (columns and
/// relationships), and `User::builder()`.
///
/// The struct has named fields and no parameters. A field is a relationship if its type is `HasMany<_>`, `HasOne<_>` or
/// `BelongsTo<_>`, and a column otherwise; an `Option` is a nullable column. At least one column is a `primary_key`.
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
///
/// # `#[model(..)]`, on the struct
///
/// | Argument | Meaning |
/// |---|---|
/// | `table = "users"` | Name of the table; otherwise the struct's, in snake case, with an `s` |
/// | `unique(name, email)` | No two rows have the same in all these fields |
/// | `unique(columns(name, email), name = "uq_users_name")` | The same, named |
/// | `index(name, email)` | An index over several fields |
/// | `index(columns(name, email), name = "ix_users_name", unique)` | The same, named or unique |
/// | `foreign_key(columns(name, email), references(Account::name, Account::email), name = "fk_account", on_delete = "cascade", on_update = "cascade")` | A foreign key over several fields |
///
/// # `#[column(..)]`
///
/// | Argument | Field type | Meaning |
/// |---|---|---|
/// | `primary_key` | any | The primary key, or part of it |
/// | `autoincrement = false` | `i64` | The database numbers the rows, or not; by default it does for a single integer key that is no foreign key |
/// | `name = "user_name"` | any | Name in the database; otherwise the field's |
/// | `length = 50` | `String`, `Vec<u8>` | Longest value, in characters or bytes |
/// | `precision = 10, scale = 2` | `Decimal` | Digits in all and after the point |
/// | `unique` | any | No two rows have the same value |
/// | `index` | any | An index on the column; with `unique`, a unique one |
/// | `default = true` | `bool` | Sent when a builder leaves the column out: a value or a SQL expression |
/// | `server_default = func::now()` | `DateTime<Utc>` | Filled by the database when an INSERT leaves the column out |
/// | `onupdate = func::now()` | `DateTime<Utc>` | Set by every UPDATE that does not set the column |
/// | `foreign_key = Team::id, on_delete = "set null", on_update = "cascade"` | `Option<i64>` | References a column of another model. The actions: `cascade`, `set null`, `restrict`, `no action`, `set default` |
///
/// # `#[relationship(..)]`
///
/// | Argument | Field type | Meaning |
/// |---|---|---|
/// | `back_populates = "author"` | `HasMany<Post>` | The field of the other model that is the other side, which must say the same |
/// | `foreign_key = Post::author_id` | `HasMany<Post>`, `HasOne<Post>` | The foreign key to follow, where several lead here and there is no other side to ask |
/// | `foreign_key = manager_id` | `BelongsTo<User>` | The field of this struct to follow, where several lead there |
/// | `cascade = "all, delete-orphan"` | `HasMany<Post>` | What the session does along it: `save-update`, `merge`, `delete`, `delete-orphan`, `refresh-expire`, `expunge`, `all` of these but `delete-orphan`, or `none`; by default `save-update, merge` |
/// | `order_by = Post::id` | `HasMany<Post>` | The order in which the collection is loaded |
#[proc_macro_derive(Model, attributes(model, column, relationship))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    derive(syn::parse_macro_input!(input)).into()
}

fn derive(input: DeriveInput) -> proc_macro2::TokenStream {
    match parse::parse(input) {
        Ok(model) => expand::expand(&model),
        Err(Mistaken { model, error }) => {
            let mut tokens = error.into_compile_error();
            tokens.extend(model.map(|model| expand::stub(&model)));
            tokens
        }
    }
}
