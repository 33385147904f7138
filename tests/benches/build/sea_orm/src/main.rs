//! Four models and twenty queries with SeaORM.

mod models;
#[cfg(feature = "more")]
mod more;
mod queries;
#[cfg(feature = "twice")]
mod twice;

#[tokio::main]
async fn main() -> Result<(), sea_orm::DbErr> {
    println!("{:?}", queries::all(&models::database().await?).await?);
    #[cfg(feature = "more")]
    more::all().await?;
    #[cfg(feature = "twice")]
    println!("{:?}", twice::queries::all(&twice::models::database().await?).await?);
    Ok(())
}
