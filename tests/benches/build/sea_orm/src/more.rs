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

pub async fn all() -> Result<(), sea_orm::DbErr> {
    println!("{:?}", first::all(&models::database().await?).await?);
    println!("{:?}", second::all(&models::database().await?).await?);
    println!("{:?}", third::all(&models::database().await?).await?);
    println!("{:?}", fourth::all(&models::database().await?).await?);
    println!("{:?}", fifth::all(&models::database().await?).await?);
    Ok(())
}
