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
    #[relationship(back_populates = "playlist")]
    pub entries: HasMany<PlaylistTrack>,
}

/// A track on a playlist. The two keys together are the primary key.
#[derive(Model, Debug, Deserialize)]
#[model(table = "PlaylistTrack")]
#[serde(rename_all = "PascalCase")]
pub struct PlaylistTrack {
    #[column(primary_key, name = "PlaylistId", foreign_key = Playlist::playlist_id)]
    pub playlist_id: i64,
    #[column(primary_key, name = "TrackId", foreign_key = Track::track_id, index)]
    pub track_id: i64,
    #[serde(skip)]
    #[relationship(back_populates = "entries")]
    pub playlist: BelongsTo<Playlist>,
    #[serde(skip)]
    #[relationship(back_populates = "playlist_entries")]
    pub track: BelongsTo<Track>,
}
