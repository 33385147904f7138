//! What a statement costs before the database gets it: a SELECT of ten columns with one join and three conditions, whose values
//! come from outside.
//!
//! Each crate builds it and turns it into text and values. `cargo bench` ends with a table of the medians.

mod diesel;
mod orm;
mod sea_query;
mod summary;

use std::hint::black_box;

use ::orm::core::compile::Cache;
use ::orm::core::dialect::Dialect;
use ::orm::core::statement::Statement;
use criterion::Criterion;
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
    let mut criterion = Criterion::default().configure_from_args();
    let mut summary = Summary::new(&mut criterion);
    let dialect = Dialect::POSTGRES;
    let search = || black_box(SEARCH);

    summary.time("orm: build", || orm::build(search()));
    let statement = orm::build(SEARCH);
    summary.time("orm: compile", || statement.compile(&dialect));
    summary.time("orm: build and compile", || orm::build(search()).compile(&dialect));
    let cache = Cache::new(100);
    let cached = |statement: &dyn Statement| cache.compile_one(statement.core().expect("it is one"), &dialect);
    summary.time("orm: from the cache", || cached(&statement));
    summary.time("orm: build, from the cache", || cached(&orm::build(search())));

    let statement = sea_query::build(SEARCH);
    summary.time("sea-query: build", || sea_query::build(search()));
    summary.time("sea-query: compile", || sea_query::compile(&statement));
    summary.time("sea-query: build and compile", || sea_query::compile(&sea_query::build(search())));

    let statement = diesel::build(SEARCH);
    summary.time("diesel: build", || diesel::build(search()));
    summary.time("diesel: compile", || diesel::compile(&statement));
    summary.time("diesel: build and compile", || diesel::compile(&diesel::build(search())));

    summary.print();
    criterion.final_summary();
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
