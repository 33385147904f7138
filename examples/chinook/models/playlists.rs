//! Playlists, and which tracks are on them.

use orm::prelude::*;
use serde::Deserialize;

use super::Track;

#[derive(Model, Debug, Deserialize)]
#[model(table = "Playlist")]
#[serde(rename_all = "PascalCase")]
pub struct Playlist {
    #[column(primary_key, autoincrement = false, name = "PlaylistId")]
    pub playlist_id: i64,
    #[column(name = "Name", length = 120)]
    pub name: Option<String>,
    #[serde(skip)]
    #[relationship(secondary = PlaylistTrack, back_populates = "playlists", order_by = Track::track_id)]
    pub tracks: HasMany<Track>,
}

/// The table between playlists and tracks. The two keys together are the primary key.
#[derive(Model, Debug, Deserialize)]
#[model(table = "PlaylistTrack")]
#[serde(rename_all = "PascalCase")]
pub struct PlaylistTrack {
    #[column(primary_key, name = "PlaylistId", foreign_key = Playlist::playlist_id)]
    pub playlist_id: i64,
    #[column(primary_key, name = "TrackId", foreign_key = Track::track_id, index)]
    pub track_id: i64,
}
