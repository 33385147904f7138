//! Four models and twenty queries with Diesel.

mod models;
#[cfg(feature = "more")]
mod more;
mod queries;
#[cfg(feature = "twice")]
mod twice;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:?}", queries::all(&mut models::database()?)?);
    #[cfg(feature = "more")]
    more::all()?;
    #[cfg(feature = "twice")]
    println!("{:?}", twice::queries::all(&mut twice::models::database()?)?);
    Ok(())
}
