use orm::prelude::*;

#[derive(SqlEnum, Clone, PartialEq)]
pub struct Status {
    pub name: String,
}

fn main() {}
