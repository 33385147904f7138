//! What there is to buy.

use orm::prelude::*;
use serde::Deserialize;

use super::{InvoiceLine, Playlist, PlaylistTrack};

#[derive(Model, Debug, Deserialize)]
#[model(table = "Artist")]
#[serde(rename_all = "PascalCase")]
pub struct Artist {
    #[column(primary_key, autoincrement = false, name = "ArtistId")]
    pub artist_id: i64,
    #[column(name = "Name", length = 120)]
    pub name: Option<String>,
    #[serde(skip)]
    #[relationship(back_populates = "artist", cascade = "all")]
    pub albums: HasMany<Album>,
}

#[derive(Model, Debug, Deserialize)]
#[model(table = "Album")]
#[serde(rename_all = "PascalCase")]
pub struct Album {
    #[column(primary_key, autoincrement = false, name = "AlbumId")]
    pub album_id: i64,
    #[column(name = "Title", length = 160)]
    pub title: String,
    #[column(name = "ArtistId", foreign_key = Artist::artist_id, index)]
    pub artist_id: i64,
    #[serde(skip)]
    #[relationship(back_populates = "albums")]
    pub artist: BelongsTo<Artist>,
    #[serde(skip)]
    #[relationship(back_populates = "album", cascade = "all")]
    pub tracks: HasMany<Track>,
}

#[derive(Model, Debug, Deserialize)]
#[model(table = "Genre")]
#[serde(rename_all = "PascalCase")]
pub struct Genre {
    #[column(primary_key, autoincrement = false, name = "GenreId")]
    pub genre_id: i64,
    #[column(name = "Name", length = 120)]
    pub name: Option<String>,
    #[serde(skip)]
    #[relationship(back_populates = "genre")]
    pub tracks: HasMany<Track>,
}

#[derive(Model, Debug, Deserialize)]
#[model(table = "MediaType")]
#[serde(rename_all = "PascalCase")]
pub struct MediaType {
    #[column(primary_key, autoincrement = false, name = "MediaTypeId")]
    pub media_type_id: i64,
    #[column(name = "Name", length = 120)]
    pub name: Option<String>,
    #[serde(skip)]
    #[relationship(back_populates = "media_type")]
    pub tracks: HasMany<Track>,
}

#[derive(Model, Debug, Deserialize)]
#[model(table = "Track")]
#[serde(rename_all = "PascalCase")]
pub struct Track {
    #[column(primary_key, autoincrement = false, name = "TrackId")]
    pub track_id: i64,
    #[column(name = "Name", length = 200)]
    pub name: String,
    #[column(name = "AlbumId", foreign_key = Album::album_id, index)]
    pub album_id: Option<i64>,
    #[column(name = "MediaTypeId", foreign_key = MediaType::media_type_id, index)]
    pub media_type_id: i64,
    #[column(name = "GenreId", foreign_key = Genre::genre_id, index)]
    pub genre_id: Option<i64>,
    #[column(name = "Composer", length = 220)]
    pub composer: Option<String>,
    #[column(name = "Milliseconds")]
    pub milliseconds: i64,
    #[column(name = "Bytes")]
    pub bytes: Option<i64>,
    #[serde(with = "rust_decimal::serde::str")]
    #[column(name = "UnitPrice", precision = 10, scale = 2)]
    pub unit_price: Decimal,
    #[serde(skip)]
    #[relationship(back_populates = "tracks")]
    pub album: BelongsTo<Option<Album>>,
    #[serde(skip)]
    #[relationship(back_populates = "tracks")]
    pub genre: BelongsTo<Option<Genre>>,
    #[serde(skip)]
    #[relationship(back_populates = "tracks")]
    pub media_type: BelongsTo<MediaType>,
    #[serde(skip)]
    #[relationship(back_populates = "track")]
    pub invoice_lines: HasMany<InvoiceLine>,
    #[serde(skip)]
    #[relationship(secondary = PlaylistTrack, back_populates = "tracks", order_by = Playlist::playlist_id)]
    pub playlists: HasMany<Playlist>,
}
