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

/// Maps a struct with named fields to a table.
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
/// Besides the implementation of `orm::Model` it makes a constant of the struct's name (`select(User)`), a constant per column and
/// relationship (`User::name`, `User::posts`), and a builder that compiles once every required column is set (`User::builder()`).
///
/// A field is a column, unless its type is `HasMany<_>`, `HasOne<_>`, `BelongsTo<_>` or `BelongsTo<Option<_>>`. A column is nullable if its type is
/// an `Option`.
///
/// # `#[model(..)]`
///
/// | | |
/// |---|---|
/// | `table = "users"` | name of the table; by default the struct's in snake case with an `s` |
/// | `unique(a, b)`, `unique(columns(a, b), name = "..")` | UNIQUE constraint over several columns |
/// | `index(a, b)`, `index(columns(a, b), name = "..", unique)` | index over several columns |
/// | `foreign_key(columns(a, b), references(Other::x, Other::y), on_delete = "..", on_update = "..", name = "..")` | foreign key over several columns |
///
/// # `#[column(..)]`
///
/// | | |
/// |---|---|
/// | `primary_key` | part of the primary key, which every model has |
/// | `autoincrement`, `autoincrement = false` | whether the database numbers the rows; by default a single integer key that is no foreign key and has no default |
/// | `name = ".."` | name in the database; by default the field's |
/// | `length = 50` | longest `String` (in characters) or `Vec<u8>` (in bytes) |
/// | `precision = 10, scale = 2` | digits of a `Decimal`, in all and after the point |
/// | `unique` | UNIQUE constraint; with `index` a unique index |
/// | `index` | index |
/// | `default = ..` | value or SQL expression that the program sends when the column is left out; evaluated for every row |
/// | `server_default = ..` | DEFAULT of the table |
/// | `onupdate = ..` | value or SQL expression of every UPDATE that does not set the column |
/// | `foreign_key = User::id` | foreign key |
/// | `on_delete = ".."`, `on_update = ".."` | of the foreign key: `cascade`, `set null`, `restrict`, `no action`, `set default` |
///
/// # `#[relationship(..)]`
///
/// | | |
/// |---|---|
/// | `back_populates = ".."` | the field of the other model that is the other side, which must say the same of this one |
/// | `cascade = ".."` | `save-update`, `merge`, `delete`, `delete-orphan`, `refresh-expire`, `expunge`, separated by commas; `all` (all but `delete-orphan`), `none`; by default `save-update, merge` |
/// | `order_by = Post::id` | order in which a `HasMany` is loaded: a column, `.desc()` of one, or a tuple; by default the primary key |
/// | `foreign_key = user_id` | the foreign key, where there are several: on a `BelongsTo` a field of this struct, on the other side `Post::user_id` |
///
/// The guide in the `orm` crate (`orm::guide::models`, `orm::guide::relationships`) explains them.
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
