//! Names, lengths and comments that no database takes.

use orm::prelude::*;

#[derive(SqlEnum, Clone, PartialEq)]
pub enum Status {
    #[sql_enum(rename = "")]
    Active,
}

#[derive(Model)]
#[model(schema = "a.b", comment = "a\0b", index(columns(name), name = ""))]
pub struct User {
    #[column(primary_key, name = "")]
    pub id: i64,
    #[column(length = 0)]
    pub name: String,
    #[column(comment = "\0")]
    pub status: Status,
}

fn main() {}
