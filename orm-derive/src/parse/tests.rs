//! What is said about mistakes, and what is made of structs without any.

mod attributes;

use proc_macro2::TokenStream;
use quote::quote;

use super::args::Keys;
use super::parse;
use crate::ir::{CascadeIr, Follows, ModelIr};

fn read(tokens: TokenStream) -> Result<ModelIr, Vec<String>> {
    parse(syn::parse2(tokens).unwrap())
        .map_err(|mistaken| mistaken.error.into_iter().map(|error| error.to_string()).collect())
}

/// The mistakes in a struct `User` that has a primary key and `fields`.
fn mistakes(fields: TokenStream) -> Vec<String> {
    let fields = quote!(struct User { #[column(primary_key)] id: i64, #fields });
    read(fields).err().unwrap_or_default()
}

macro_rules! mistakes {
    ($($name:ident: { $($fields:tt)* } => $($message:literal),+;)*) => {$(
        #[test]
        fn $name() {
            assert_eq!(mistakes(quote!($($fields)*)), [$($message),+]);
        }
    )*};
}

mistakes! {
    misspelt_key_with_the_nearest: { #[column(uniqe)] name: String } =>
        "unknown column attribute `uniqe`; did you mean `unique`?";
    unknown_key_with_all_there_are: { #[relationship(color = "red")] posts: HasMany<Post> } =>
        "unknown relationship attribute `color`; known are `back_populates`, `cascade`, `order_by`, `position`, `foreign_key`, `secondary`, `primaryjoin`, `viewonly`, `post_update`, `single_parent`, `passive_deletes`, `passive_updates`";
    position_of_one: { #[relationship(position = Team::place)] team: HasOne<Team> } =>
        "`position` is for a `HasMany`, whose members have an order";
    position_in_many: { #[relationship(secondary = Follow, position = Team::place)] teams: HasMany<Team> } =>
        "rows that belong to many have a place in each: make it a column of the table in between, and that a relationship of its own";
    position_of_what_is_read: { #[relationship(viewonly, position = Team::place)] teams: HasMany<Team> } =>
        "nothing of a `viewonly` relationship is written; use `order_by`";
    secondary_of_one: { #[relationship(secondary = Follow)] follows: HasOne<Team> } =>
        "`secondary` is for a `HasMany` or `WriteOnly`";
    secondary_that_is_no_model: { #[relationship(secondary = "follows")] follows: HasMany<Team> } =>
        "`secondary` is the model of the table in between: `secondary = PostTag`";
    viewonly_with_another_side: { #[relationship(viewonly, back_populates = "user", cascade = "all")] follows: HasMany<Team> } =>
        "a `viewonly` relationship has no other side to keep in step; leave `back_populates` out",
        "nothing cascades along a `viewonly` relationship; leave `cascade` out";
    join_condition_and_foreign_key: { #[relationship(primaryjoin = Team::id.eq(User::id), foreign_key = Team::id)] teams: HasMany<Team> } =>
        "`primaryjoin` says what `foreign_key` would; leave one of them out";
    orphans_of_many_parents: { #[relationship(secondary = Follow, cascade = "all, delete-orphan")] follows: HasMany<Team> } =>
        "`delete-orphan` belongs to the side that owns the rows, a `HasMany` or `HasOne`; here it needs `single_parent`";
    passive_and_cascading: { #[relationship(passive_deletes = "all", cascade = "all")] teams: HasMany<Team> } =>
        "`passive_deletes = \"all\"` leaves the children alone, and the cascade deletes them; choose one";
    key_given_twice: { #[column(length = 5)] #[column(length = 6)] name: String } => "`length` is given twice";
    nullable: { #[column(nullable)] email: String } =>
        "a nullable column is an `Option<String>`; write `email: Option<String>`";
    nullable_of_a_path: { #[column(nullable)] at: chrono::DateTime<Utc> } =>
        "a nullable column is an `Option<chrono::DateTime<Utc>>`; write `at: Option<chrono::DateTime<Utc>>`";
    nullable_option: { #[column(nullable)] email: Option<String> } =>
        "`email` is nullable already, by its type `Option<String>`";
    wrong_values: { #[column(length = "x", unique = true, name = 5)] name: String } =>
        "`length` is a number: `length = 10`", "`name` is a string: `name = \"..\"`", "`unique` takes no value";
    length_of_a_number: { #[column(length = 5)] age: Option<i32> } =>
        "a `Option<i32>` has no length; `String` and `Vec<u8>` have";
    precision_without_scale: { #[column(precision = 10)] price: Decimal } =>
        "`precision` and `scale` go together: `precision = 10, scale = 2`";
    action_without_foreign_key: { #[column(on_delete = "cascade")] team: i64 } =>
        "`on_delete` needs a foreign key: `foreign_key = User::id`";
    unknown_action: { #[column(foreign_key = Team::id, on_delete = "set nul")] team: Option<i64> } =>
        "unknown action `set nul`; did you mean `set null`?";
    set_null_of_a_column_that_cannot_be: { #[column(foreign_key = Team::id, on_delete = "set null")] team: i64 } =>
        "`team` cannot be set to NULL; its type must be an `Option`";
    computed_and_default: { #[column(computed = User::id, default = 1)] age: i64 } =>
        "a computed column has no default: its expression is what fills it";
    version_that_cannot_count: { #[column(version)] etag: Uuid } =>
        "a `Uuid` does not count; say what makes the next one: `version = ..`";
    version_that_can_be_null: { #[column(version)] version: Option<i32> } =>
        "a version is never NULL; write `version: i32`";
    version_of_a_list: { #[column(version(start = 1))] version: i32 } =>
        "write `version`, or `version = ..` with what makes the next one";
    version_with_default: { #[column(version, default = 1)] version: i32 } =>
        "the flush fills a version, which has no default; if the database makes it, add `server_onupdate`";
    version_of_the_server_with_default: { #[column(version, server_onupdate, default = 1)] version: i32 } =>
        "the database makes these versions: only `server_default` says what the first one is";
    version_made_twice: { #[column(version = Uuid::new_v4(), server_onupdate)] etag: Uuid } =>
        "`server_onupdate` says that the database makes the versions; write `version` alone";
    computed_and_fetched: { #[column(computed = User::id, server_default)] age: i64 } =>
        "a column that is computed or numbered is filled by nothing else";
    two_versions: { #[column(version)] version: i32, #[column(version = Uuid::new_v4())] etag: Uuid } =>
        "a model has one version, and `version` is it already";
    computed_twice: { #[column(computed = User::id, computed_stored = User::id)] age: i64 } =>
        "a column is computed by one expression";
    identity_with_default: { #[column(identity, default = 1)] age: i64 } =>
        "a column that the database numbers has no default";
    identity_option_misspelt: { #[column(identity(stard = 1))] age: i64 } =>
        "unknown identity attribute `stard`; did you mean `start`?";
    deferrable_without_foreign_key: { #[column(deferrable)] team: i64 } =>
        "a foreign key has this: `foreign_key = User::id`";
    initially_sometime: { #[column(foreign_key = Team::id, deferrable, initially = "later")] team: i64 } =>
        "write `initially = \"deferred\"` or `initially = \"immediate\"`";
    check_without_condition: { #[column(check)] age: i64 } => "write `check = ..`";
    foreign_key_that_is_no_path: { #[column(foreign_key = "teams.id")] team: i64 } =>
        "expected a column of a model, such as `User::id`";
    relationship_attribute_on_a_column: { #[relationship(back_populates = "x")] posts: Vec<Post> } =>
        "the type of a relationship is `HasMany<_>`, `HasOne<_>`, `BelongsTo<_>` or `WriteOnly<_>`; the attribute of a column is `#[column(..)]`";
    column_attribute_on_a_relationship: { #[column(unique)] posts: HasMany<Post> } =>
        "this field is a relationship; its attribute is `#[relationship(..)]`";
    optional_collection: { posts: HasMany<Option<Post>> } => "a `HasMany` may always be empty; write `HasMany<Post>`";
    no_foreign_key: { team: BelongsTo<Team> } =>
        "no foreign key leads to `Team`: mark a column with `#[column(foreign_key = Team::id)]`";
    two_foreign_keys: {
        #[column(foreign_key = Team::id)] a: i64,
        #[column(foreign_key = crate::Team::id)] b: i64,
        team: BelongsTo<Team>,
    } => "several foreign keys lead to `Team` (`a`, `b`); name one: `#[relationship(foreign_key = a)]`";
    foreign_key_is_not_a_field: {
        #[column(foreign_key = Team::id)] team_id: i64,
        #[relationship(foreign_key = teamid)] team: BelongsTo<Team>,
    } => "unknown column `teamid`; did you mean `team_id`?";
    foreign_key_of_another_struct: {
        #[column(foreign_key = Team::id)] team_id: i64,
        #[relationship(foreign_key = User::team_id)] team: BelongsTo<Team>,
    } => "a `BelongsTo` follows a column of its own struct; write its field: `foreign_key = team_id`";
    belongs_to_nothing_sometimes: { #[column(foreign_key = Team::id)] team_id: Option<i64>, team: BelongsTo<Team> } =>
        "`team_id` can be NULL; write `team: BelongsTo<Option<Team>>`";
    belongs_to_something_always: { #[column(foreign_key = Team::id)] team_id: i64, team: BelongsTo<Option<Team>> } =>
        "`team_id` cannot be NULL; write `team: BelongsTo<Team>`, or make the column an `Option`";
    unknown_cascade: { #[relationship(cascade = "al")] posts: HasMany<Post> } =>
        "unknown cascade `al`; did you mean `all`?";
    delete_orphan_alone: { #[relationship(cascade = "save-update, delete-orphan")] posts: HasMany<Post> } =>
        "`delete-orphan` goes with `delete`: write `all, delete-orphan`";
    field_called_builder: { builder: String } =>
        "a field cannot be called `builder`, as `User::builder()` is a function; rename it, with `#[column(name = \"builder\")]` to keep the column's name";
    numbered_text: { #[column(identity)] code: String } =>
        "the database numbers rows by integers, and this is a `String`";
    numbered_without_being_a_key: { #[column(autoincrement)] n: i64 } =>
        "`autoincrement` is for a column of the primary key; another one that the database numbers is an `identity`";
    two_numbered: { #[column(identity)] a: i64, #[column(identity)] b: i64 } =>
        "the database numbers rows by one column, and `a` is it already";
    numbers_that_stand_still: { #[column(identity(increment = 0))] n: i64 } =>
        "an increment of 0 gives every row the same number";
    numbers_between_nothing: { #[column(identity(min = 5, max = -1))] n: i64 } => "`max` is more than `min`";
    first_number_of_no_use: { #[column(identity(start = 9, max = 5))] n: i64 } =>
        "the first number is not from `min` to `max`";
    cache_of_nothing: { #[column(identity(cache = 0))] n: i64 } => "`cache` is at least 1";
    no_name: { #[column(name = "")] name: String } => "`name` is empty";
    nul_in_a_comment: { #[column(comment = "a\0b")] name: String } => "no database takes a NUL in this";
    no_length: { #[column(length = 0)] name: String } => "`length` is at least 1";
    initially_without_deferrable: { #[column(foreign_key = Team::id, initially = "deferred")] team: i64 } =>
        "`initially` says when what is `deferrable` is checked; add `deferrable`";
    computed_from_itself: { #[column(computed = Self::twice + User::id)] twice: i64 } =>
        "`twice` cannot be computed from itself";
    cascade_of_nothing: { #[relationship(cascade = "")] posts: HasMany<Post> } =>
        "write `none` if nothing cascades, or leave `cascade` out for `save-update, merge`";
    cascade_of_all_and_none: { #[relationship(cascade = "all, none")] posts: HasMany<Post> } => "`none` stands alone";
    sorted_by_the_owner: { #[relationship(order_by = (Post::id, User::id.desc()))] posts: HasMany<Post> } =>
        "a collection is sorted by columns of what is in it, not of the model that has it";
    one_column_of_two_fields: { #[column(name = "id")] number: i64 } =>
        "the column `id` is that of the field `id` already";
}

#[test]
fn a_version_is_no_primary_key() {
    let mistakes = read(quote!(
        struct User {
            #[column(primary_key, version)]
            id: i64,
        }
    ));
    let message = "a version changes with every write, which a primary key does not; make it a column of its own";
    assert_eq!(mistakes.err().unwrap_or_default(), [message]);
}

#[test]
fn every_mistake_of_a_struct_is_reported() {
    let mistakes = read(quote! {
        #[model(tabel = "users", unique(nmae), index(columns(name), name = "ix", uniqe))]
        struct User {
            #[column(primry_key)]
            id: i64,
            #[column(nullable)]
            name: String,
        }
    });
    let expected = [
        "unknown column attribute `primry_key`; did you mean `primary_key`?",
        "a nullable column is an `Option<String>`; write `name: Option<String>`",
        "unknown model attribute `tabel`; did you mean `table`?",
        "unknown column `nmae`; did you mean `name`?",
        "unknown index attribute `uniqe`; did you mean `unique`?",
    ];
    assert_eq!(mistakes.err().unwrap_or_default(), expected);
}

#[test]
fn only_structs_with_named_fields() {
    let message = |tokens| read(tokens).err().unwrap_or_default().join("; ");
    assert_eq!(
        message(quote!(
            struct User(i64);
        )),
        "a model is a struct with named fields"
    );
    assert_eq!(
        message(quote!(
            enum User {
                A,
            }
        )),
        "a model is a struct with named fields"
    );
    assert_eq!(
        message(quote!(
            struct User<T> {
                id: T,
            }
        )),
        "a model has no generic parameters"
    );
}

#[test]
fn required_columns_are_those_that_nothing_else_fills() {
    let Ok(model) = read(quote! {
        struct BlogPost {
            #[column(primary_key)] id: i64,
            title: String,
            subtitle: Option<String>,
            #[column(default = 0)] stars: i32,
            #[column(server_default = func::now())] created_at: DateTime<Utc>,
            #[column(foreign_key = User::id)] author_id: i64,
            #[column(foreign_key = Blog::id)] blog_id: i64,
            author: BelongsTo<User>,
        }
    }) else {
        panic!("no mistakes in it")
    };
    assert_eq!(model.table, "blog_posts");
    let required: Vec<_> = model.required().iter().map(|&index| model.columns[index].name.clone()).collect();
    assert_eq!(required, ["title", "blog_id"]);
    assert!(matches!(model.relationships[0].follows, Follows::Local { key: 0, named: None }));
}

#[test]
fn keys_that_the_database_does_not_number_are_required() {
    let required = |fields: TokenStream| read(quote!(struct A { #fields })).map(|model| model.required().len());
    assert_eq!(required(quote!(#[column(primary_key)] id: i64)), Ok(0));
    assert_eq!(required(quote!(#[column(primary_key, autoincrement = false)] id: i64)), Ok(1));
    assert_eq!(required(quote!(#[column(primary_key)] id: String)), Ok(1));
    assert_eq!(required(quote!(#[column(primary_key, foreign_key = B::id)] id: i64)), Ok(1));
    assert_eq!(required(quote!(#[column(primary_key)] a: i64, #[column(primary_key)] b: i64)), Ok(2));
}

#[test]
fn cascades() {
    let cascade = |text: &str| {
        let model = read(quote!(
            struct A {
                #[column(primary_key)]
                id: i64,
                #[relationship(cascade = #text)]
                b: HasMany<B>,
            }
        ));
        model.map(|model| model.relationships[0].cascade)
    };
    assert_eq!(cascade("all, delete-orphan"), Ok(Some(CascadeIr::AllDeleteOrphan)));
    assert_eq!(cascade("all"), Ok(Some(CascadeIr::All)));
    assert_eq!(cascade("none"), Ok(Some(CascadeIr::None)));
    assert_eq!(cascade("merge,delete"), Ok(Some(CascadeIr::Some([false, true, true, false, false, false]))));
}

#[test]
fn mistakes_in_checks_and_indexes() {
    let mistakes = |attribute: TokenStream| {
        read(quote!(
            #[model(#attribute)]
            struct User {
                #[column(primary_key)]
                id: i64,
                name: String,
            }
        ))
        .err()
        .unwrap_or_default()
        .concat()
    };
    let unnamed = mistakes(quote!(index(on = User::name.desc())));
    assert_eq!(unnamed, "an index on expressions needs a name: `name = \"..\"`");
    let both = mistakes(quote!(index(columns(name), on = User::name, name = "x")));
    assert_eq!(both, "an index is on `columns(..)` or `on = ..`, not both");
    let condition = mistakes(quote!(check(name = "x")));
    assert_eq!(condition, "a check has a condition: `check(expr = Room::seats.gt(0))`");
    let dialect = mistakes(quote!(index(columns(name), only_on = "SQLite, Postgres")));
    assert_eq!(dialect, "unknown dialect `Postgres`; did you mean `PostgreSQL`?");
    let nulls = mistakes(quote!(index(columns(name), nulls_not_distinct)));
    assert_eq!(nulls, "an index that is not `unique` compares no NULLs");
    let schema = mistakes(quote!(schema = "a.b"));
    assert_eq!(schema, "a schema is one name, without a dot");
    let include = mistakes(quote!(index(columns(name), include(nam))));
    assert_eq!(include, "unknown column `nam`; did you mean `name`?");
    let unique = mistakes(quote!(unique(on = User::name)));
    assert!(unique.starts_with("unknown unique attribute `on`; known are `columns`"), "{unique}");
}
