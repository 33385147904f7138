//! Four models and twenty queries with Toasty.

mod models;
#[cfg(feature = "more")]
mod more;
mod queries;
#[cfg(feature = "twice")]
mod twice;

#[tokio::main]
async fn main() -> toasty::Result<()> {
    println!("{:?}", queries::all(&mut models::database().await?).await?);
    #[cfg(feature = "more")]
    more::all().await?;
    #[cfg(feature = "twice")]
    println!("{:?}", twice::queries::all(&mut twice::models::database().await?).await?);
    Ok(())
}
