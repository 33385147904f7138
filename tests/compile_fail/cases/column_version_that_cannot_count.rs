//! A version counts, and its type does not.

use orm::prelude::*;

#[derive(SqlType, Clone, Debug, Default, PartialEq)]
struct Label(String);

#[derive(Model)]
struct Page {
    #[column(primary_key)]
    id: i64,
    #[column(version)]
    version: Label,
}

fn main() {}
