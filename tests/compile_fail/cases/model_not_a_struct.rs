//! Only structs with named fields, and without parameters, are models.

use orm::prelude::*;

#[derive(Model)]
struct Pair(i64, i64);

#[derive(Model)]
enum Shape {
    Circle,
    Square,
}

#[derive(Model)]
struct Wrapper<T> {
    #[column(primary_key)]
    id: T,
}

fn main() {}
