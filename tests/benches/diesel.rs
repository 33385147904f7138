//! The statement in diesel, which builds it at compile time.

use ::diesel::pg::{Pg, PgMetadataLookup, PgQueryBuilder, PgTypeMetadata};
use ::diesel::prelude::*;
use ::diesel::query_builder::bind_collector::RawBytesBindCollector;
use ::diesel::query_builder::{QueryBuilder as _, QueryFragment};

use super::Search;

::diesel::table! {
    users {
        id -> BigInt,
        name -> Text,
        email -> Nullable<Text>,
        is_active -> Bool,
    }
}

::diesel::table! {
    posts {
        id -> BigInt,
        title -> Text,
        body -> Text,
        views -> Integer,
        likes -> Integer,
        user_id -> BigInt,
    }
}

::diesel::joinable!(posts -> users (user_id));
::diesel::allow_tables_to_appear_in_same_query!(posts, users);

pub fn build(search: Search<'_>) -> impl QueryFragment<Pg> {
    posts::table
        .inner_join(users::table)
        .select((
            (posts::id, posts::title, posts::body, posts::views, posts::likes, posts::user_id),
            (users::id, users::name, users::email, users::is_active),
        ))
        .filter(posts::title.like(search.title))
        .filter(posts::views.gt(search.views))
        .filter(users::is_active.eq(search.active))
}

/// The types of the statement are built in: none is looked up in the database.
struct NoLookup;

impl PgMetadataLookup for NoLookup {
    fn lookup_type(&mut self, type_name: &str, _schema: Option<&str>) -> PgTypeMetadata {
        unreachable!("{type_name} is built in")
    }
}

/// What a connection does to execute it.
pub fn compile(statement: &impl QueryFragment<Pg>) -> (String, Vec<Option<Vec<u8>>>) {
    let mut builder = PgQueryBuilder::new();
    statement.to_sql(&mut builder, &Pg).expect("it makes sense");
    let mut binds = RawBytesBindCollector::new();
    statement.collect_binds(&mut binds, &mut NoLookup, &Pg).expect("it makes sense");
    (builder.finish(), binds.binds)
}
