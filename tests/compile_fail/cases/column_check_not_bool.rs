//! A check that is no condition.

use orm::prelude::*;

#[derive(Model)]
struct Room {
    #[column(primary_key)]
    id: i64,
    #[column(check = Room::seats + 1)]
    seats: i32,
}

fn main() {}
