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
    summary.time("orm: from the cache", || cache.compile(&statement, &dialect));
    summary.time("orm: build, from the cache", || cache.compile(&orm::build(search()), &dialect));

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
    let ours = orm::build(SEARCH).compile(&Dialect::POSTGRES).expect("it makes sense");
    let plain = |sql: &str| sql.replace(['(', ')'], "").replace("INNER JOIN", "JOIN").replace(" = $3", "").trim().to_owned();
    let (theirs, values) = sea_query::compile(&sea_query::build(SEARCH));
    assert_eq!((plain(&theirs), values.0.len()), (plain(&ours[0].sql), ours[0].params.len()));
    let (theirs, values) = diesel::compile(&diesel::build(SEARCH));
    assert_eq!((plain(&theirs), values.len()), (plain(&ours[0].sql), ours[0].params.len()));
}
