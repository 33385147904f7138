//! Columns that the database cannot number.

use orm::prelude::*;

#[derive(SqlType, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Code(pub String);

#[derive(Model)]
pub struct Part {
    #[column(primary_key, autoincrement)]
    pub code: Code,
}

#[derive(Model)]
pub struct Item {
    #[column(primary_key, autoincrement)]
    pub code: String,
    #[column(autoincrement)]
    pub place: i32,
}

#[derive(Model)]
pub struct Ticket {
    #[column(primary_key, identity(start = 9, min = 5, max = 1))]
    pub id: i64,
    #[column(identity(increment = 0))]
    pub number: i64,
}

fn main() {}
