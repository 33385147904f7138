//! A method that is called like a column, whose constant takes the name.

use orm::prelude::*;

#[derive(Model)]
pub struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

impl User {
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn main() {}
