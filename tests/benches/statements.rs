//! What a statement costs before the database gets it: a SELECT of ten columns with one join and three conditions, whose values
//! come from outside.
//!
//! Each crate builds it and turns it into text and values. `cargo bench` ends with a table.

mod diesel;
mod orm;
mod sea_query;
mod summary;

use std::hint::black_box;

use ::orm::core::compile::Cache;
use ::orm::core::dialect::Dialect;
use ::orm::core::statement::Statement;
use summary::Summary;

/// What the conditions compare with.
#[derive(Clone, Copy)]
struct Search<'s> {
    title: &'s str,
    views: i32,
    active: bool,
}

const SEARCH: Search = Search { title: "%rust%", views: 100, active: true };

fn main() {
    assert_same();
    let dialect = Dialect::POSTGRES;
    let cache = Cache::new(100);
    let statements = (orm::build(SEARCH), sea_query::build(SEARCH), diesel::build(SEARCH));
    let search = || black_box(SEARCH);
    let mut summary = Summary::new();

    let statement = &statements.0;
    let cached = |statement: &dyn Statement| cache.compile_one(statement.core().expect("it is one"), &dialect);
    summary.time("orm: build", || orm::build(search()));
    summary.time("orm: compile", || statement.compile(&dialect));
    summary.time("orm: build and compile", || orm::build(search()).compile(&dialect));
    summary.time("orm: from the cache", || cached(statement));
    summary.time("orm: build, from the cache", || cached(&orm::build(search())));

    let statement = &statements.1;
    summary.time("sea-query: build", || sea_query::build(search()));
    summary.time("sea-query: compile", || sea_query::compile(statement));
    summary.time("sea-query: build and compile", || sea_query::compile(&sea_query::build(search())));

    let statement = &statements.2;
    summary.time("diesel: build", || diesel::build(search()));
    summary.time("diesel: compile", || diesel::compile(statement));
    summary.time("diesel: build and compile", || diesel::compile(&diesel::build(search())));

    summary.print(["sea-query: build and compile", "diesel: build and compile"]);
}

/// They are worth comparing only if they say the same.
fn assert_same() {
    // But for parentheses, and the order within an equality.
    let plain = |sql: &str| {
        let sql = sql.replace(['(', ')'], "").replace(" INNER JOIN ", " JOIN ");
        sql.replace(r#""posts"."user_id" = "users"."id""#, r#""users"."id" = "posts"."user_id""#).trim().to_owned()
    };
    let ours = orm::build(SEARCH).compile(&Dialect::POSTGRES).expect("it makes sense");
    let ours = (plain(&ours[0].sql), ours[0].params.len());
    let (sql, values) = sea_query::compile(&sea_query::build(SEARCH));
    assert_eq!((plain(&sql), values.0.len()), ours);
    let (sql, values) = diesel::compile(&diesel::build(SEARCH));
    assert_eq!((plain(&sql), values.len()), ours);
}
