use orm::prelude::*;

#[derive(SqlEnum, Clone, PartialEq)]
#[sql_enum(nmae = "status", rename_all = "snakecase")]
pub enum Status {
    Active(i32),
    #[sql_enum(renamed = "x")]
    Gone,
    #[sql_enum(rename = "gone")]
    Deleted,
}

#[derive(SqlEnum, Clone, PartialEq)]
#[sql_enum(integer, text)]
pub enum Both {
    One,
}

#[derive(SqlEnum, Clone, PartialEq)]
#[sql_enum(integer, name = "size")]
pub enum Size {
    #[sql_enum(rename = "s")]
    Small = 1,
    Large = 5_000_000_000,
}

#[derive(SqlEnum, Clone, PartialEq)]
pub enum Nothing {}

#[derive(Model)]
pub struct Task {
    #[column(primary_key)]
    pub id: i64,
    pub status: Status,
}

fn main() {}
