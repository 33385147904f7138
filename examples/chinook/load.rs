//! Reads the CSVs into a session and writes them with one commit.

use std::path::Path;

use orm::prelude::*;
use serde::de::DeserializeOwned;

use crate::models::*;

/// Loads all tables. Rows refer to each other by the values of their foreign keys; the flush finds the order of the INSERTs.
pub async fn load(session: &mut Session) -> anyhow::Result<()> {
    session.add_all(rows::<Artist>()?);
    session.add_all(rows::<Album>()?);
    session.add_all(rows::<Genre>()?);
    session.add_all(rows::<MediaType>()?);
    session.add_all(rows::<Track>()?);
    session.add_all(rows::<Playlist>()?);
    session.add_all(rows::<PlaylistTrack>()?);
    session.add_all(rows::<Employee>()?);
    session.add_all(rows::<Customer>()?);
    session.add_all(rows::<Invoice>()?);
    session.add_all(rows::<InvoiceLine>()?);
    session.commit().await?;
    Ok(())
}

/// The rows of `data/<table>.csv`.
fn rows<M: Model + DeserializeOwned>() -> csv::Result<Vec<M>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("chinook/data").join(M::TABLE).with_extension("csv");
    csv::Reader::from_path(file)?.deserialize().collect()
}
