//! A column that is computed from one of another type.

use orm::prelude::*;

#[derive(Model)]
struct Line {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(computed = Line::name)]
    total: i64,
}

fn main() {}
