//! A version that is the primary key.

use orm::prelude::*;

#[derive(Model)]
pub struct User {
    #[column(primary_key, version)]
    pub id: i64,
}

fn main() {}
