//! The queries five times more, on the same models.

use super::models;

#[path = "queries.rs"]
mod fifth;
#[path = "queries.rs"]
mod first;
#[path = "queries.rs"]
mod fourth;
#[path = "queries.rs"]
mod second;
#[path = "queries.rs"]
mod third;

pub fn all() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:?}", first::all(&mut models::database()?)?);
    println!("{:?}", second::all(&mut models::database()?)?);
    println!("{:?}", third::all(&mut models::database()?)?);
    println!("{:?}", fourth::all(&mut models::database()?)?);
    println!("{:?}", fifth::all(&mut models::database()?)?);
    Ok(())
}
