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

pub async fn all() -> toasty::Result<()> {
    println!("{:?}", first::all(&mut models::database().await?).await?);
    println!("{:?}", second::all(&mut models::database().await?).await?);
    println!("{:?}", third::all(&mut models::database().await?).await?);
    println!("{:?}", fourth::all(&mut models::database().await?).await?);
    println!("{:?}", fifth::all(&mut models::database().await?).await?);
    Ok(())
}
