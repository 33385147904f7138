//! Places kept in the primary key.

use orm::prelude::*;

#[derive(Model)]
pub struct List {
    #[column(primary_key)]
    pub id: i64,
    #[relationship(position = Card::id)]
    pub cards: HasMany<Card>,
}

#[derive(Model)]
pub struct Card {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = List::id)]
    pub list_id: i64,
}

fn main() {}
