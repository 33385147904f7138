//! A column computed from itself.

use orm::prelude::*;

#[derive(Model)]
pub struct Item {
    #[column(primary_key)]
    pub id: i64,
    pub price: i64,
    #[column(computed = Item::price + Item::twice)]
    pub twice: i64,
}

fn main() {}
