use orm::prelude::*;

#[derive(SqlType, Clone, PartialEq)]
pub struct Point(f64, f64);

#[derive(Model)]
pub struct Place {
    #[column(primary_key)]
    pub id: i64,
    pub point: Point,
}

fn main() {}
