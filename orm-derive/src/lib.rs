//! `#[derive(Model)]`: turns a struct into a mapped model. `#[derive(SqlType)]` and `#[derive(SqlEnum)]`: column types.
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
/// The struct has named fields and no parameters. A field is a relationship if its type is `HasMany<_>`, `HasOne<_>`,
/// `BelongsTo<_>` or `WriteOnly<_>`, and a column otherwise; an `Option` is a nullable column. At least one column is a `primary_key`.
///
/// # `#[model(..)]`, on the struct
///
/// | Argument | Meaning |
/// |---|---|
/// | `table = "users"` | Name of the table; otherwise the struct's, in snake case, with an `s` |
/// | `schema = "audit"` | The schema that the table is in; otherwise the connection's |
/// | `constants = "UPPERCASE"` | The constants are `User::NAME`, for names that methods or other derives need: `fn name(&self)` |
/// | `comment = "People"` | A comment, where the database keeps them |
/// | `unique(name, email)` | No two rows have the same in all these fields |
/// | `unique(columns(name, email), name = "uq_users_name")` | The same, named |
/// | `unique(columns(name, email), nulls_not_distinct)` | The same, with NULLs that count as equal; also `deferrable`, `initially = "deferred"` |
/// | `check(expr = User::name.ne(""), name = "ck_users_name")` | Every row fulfils the condition |
/// | `index(name, email)` | An index over several fields |
/// | `index(columns(name), unique, filter = User::email.is_not_null(), using = "btree", include(email), opclass = "text_ops", nulls_not_distinct, only_on = "PostgreSQL")` | The same with all that an index can have; `only_on` names the databases that have it |
/// | `index(on = (func::lower(User::email), User::name.desc()), name = "ix_users_lower")` | An index on expressions or descending columns, which must be named |
/// | `index(columns(name, email), name = "ix_users_name", unique)` | The same, named or unique |
/// | `foreign_key(columns(name, email), references(Account::name, Account::email), name = "fk_account", on_delete = "cascade", on_update = "cascade", match_full, deferrable, initially = "deferred")` | A foreign key over several fields |
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
/// | `server_default` | any | The same, by a trigger or the like, of which the table's definition says nothing |
/// | `onupdate = func::now()` | `DateTime<Utc>` | Set by every UPDATE that does not set the column |
/// | `server_onupdate` | any | Changed by the database itself when it updates a row (a trigger, `ON UPDATE`): read back |
/// | `version` | `i32`, `i64` | Counts the UPDATEs of a row: one that somebody else changed is noticed |
/// | `version = Uuid::new_v4()` | `Uuid` | The same, with a value that is made for each write; a closure is given the last one, an `Option<&Uuid>` |
/// | `version, server_onupdate` | any | The same, with what the database makes of it at each write |
/// | `computed = User::name` | `String` | Computed by the database from other columns, never written; `computed_stored` and `computed_virtual` say how |
/// | `computed_stored = User::name` | `String` | The same, stored |
/// | `computed_virtual = User::name` | `String` | The same, computed when it is read |
/// | `identity` | `i64` | The database numbers the rows by this column |
/// | `identity(always, start = 100, increment = 5, min = 1, max = 1000, cache = 10, cycle)` | `i64` | The same, in this way |
/// | `check = User::name.ne("")` | `String` | Every row fulfils the condition |
/// | `validate = function` | `String` | Asked about every value that a flush writes: `fn(&String) -> Result<(), impl Display>` |
/// | `comment = "As printed on the card"` | any | A comment, where the database keeps them |
/// | `foreign_key = Team::id, deferrable, initially = "deferred", match_full` | `i64` | A foreign key that is checked when the transaction ends |
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
/// | `position = Card::place` | `HasMany<Card>` | The column in which the session keeps the place of each member |
/// | `secondary = PostTag` | `HasMany<Tag>` | Many-to-many: the model of the table in between, which references both sides |
/// | `secondary = Follow, foreign_key = Follow::follower_id` | `HasMany<User>` | The foreign key of the table in between that leads here, where several do |
/// | `primaryjoin = Post::user_id.eq(User::id) & Post::open.eq(true)` | `HasMany<Post>` | A condition in place of the foreign key: it equates columns of the two, and may ask more of the target |
/// | `viewonly` | `HasMany<Post>` | Only read: nothing of it is written, nothing cascades along it |
/// | `passive_deletes` | `HasMany<Post>` | Children that are not loaded are left to the database when their parent is deleted; `passive_deletes = "all"`: all children |
/// | `passive_updates = false` | `HasMany<Post>` | Whether the database sees to the children of a row whose key changes; by default, if the foreign key says `on_update = "cascade"` |
/// | `post_update` | `BelongsTo<User>` | The foreign key is written by an UPDATE of its own, for rows that reference each other |
/// | `single_parent, cascade = "all, delete-orphan"` | `BelongsTo<User>` | What it leads to belongs to this row alone, and is deleted when it is replaced |
#[proc_macro_derive(Model, attributes(model, column, relationship))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    derive(syn::parse_macro_input!(input)).into()
}

/// Makes a struct of one field a column type, stored as that field: `orm::types::TypeDecorator`. It needs `Clone` and
/// `PartialEq`; as a primary key also `Eq`, `Hash` and `Debug`, and `Default` where the database fills the column.
///
/// # `#[sql_type(..)]`
///
/// | Argument | Meaning |
/// |---|---|
/// | `length = 50` | Longest value, in characters or bytes |
/// | `precision = 10, scale = 2` | Digits of a `Decimal`, in all and after the point |
/// | `sqlite = ".."`, `postgres = "CITEXT"`, `mysql = ".."` | Name of the type on a database, instead of the field's |
#[proc_macro_derive(SqlType, attributes(sql_type))]
pub fn derive_sql_type(input: TokenStream) -> TokenStream {
    let input: DeriveInput = syn::parse_macro_input!(input);
    decorator(&input, parse::sql_type(&input).map(|newtype| expand::sql_type(&newtype)))
}

/// Makes an enum without fields a column type: `orm::types::TypeDecorator`. It needs `Clone` and `PartialEq`.
///
/// # `#[sql_enum(..)]`
///
/// | Argument | Meaning |
/// |---|---|
/// | `name = "status"` | Name of the type; otherwise the enum's, in snake case |
/// | `text` | Labels are stored as text, and no type is created in the database |
/// | `integer` | Discriminants are stored, as the type of `#[repr(..)]` or as `i32` |
/// | `rename_all = "UPPERCASE"` | How the labels are made of the variants: `snake_case` (the default), `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE` |
///
/// On a variant, `rename = "gone"` is its label.
#[proc_macro_derive(SqlEnum, attributes(sql_enum))]
pub fn derive_sql_enum(input: TokenStream) -> TokenStream {
    let input: DeriveInput = syn::parse_macro_input!(input);
    decorator(&input, parse::sql_enum(&input).map(|definition| expand::sql_enum(&definition)))
}

/// The expansion of a column type, or its mistakes.
fn decorator(input: &DeriveInput, expansion: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    let tokens = expansion.unwrap_or_else(|error| {
        let mut tokens = error.into_compile_error();
        // With parameters it would be more mistakes.
        if input.generics.params.is_empty() {
            tokens.extend(expand::decorator_stub(&input.ident));
        }
        tokens
    });
    tokens.into()
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
