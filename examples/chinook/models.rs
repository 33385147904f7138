//! The eleven tables. Names are those of the Chinook database, so every model and column says its own.
//!
//! `Deserialize` reads a row of a CSV straight into a model: its columns are plain fields, its relationships start out empty.

mod catalogue;
mod customers;
mod playlists;
mod sales;

pub use catalogue::{Album, Artist, Genre, MediaType, Track};
pub use customers::{Customer, Employee};
pub use playlists::{Playlist, PlaylistTrack};
pub use sales::{Invoice, InvoiceLine};
