//! A computed column is set by nobody but the database.

use orm::prelude::*;

#[derive(Model)]
struct Line {
    #[column(primary_key)]
    id: i64,
    price: i64,
    #[column(computed = Line::price * 2)]
    total: i64,
}

fn main() {
    Line::builder().price(1).total(2);
}
