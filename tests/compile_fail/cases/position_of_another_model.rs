//! `position` names a column of the collection's owner.

use orm::prelude::*;

#[derive(Model)]
struct Deck {
    #[column(primary_key)]
    id: i64,
    #[relationship(position = Deck::id)]
    cards: HasMany<Card>,
}

#[derive(Model)]
struct Card {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(foreign_key = Deck::id)]
    deck_id: i64,
}

fn main() {}
