//! The unit of work: a playlist is put together, artists are renamed, merged and deleted, and every statement that it takes is shown.
//!
//! All of it is rolled back in the end, so that the program can be run again.

use orm::prelude::*;

use crate::Log;
use crate::models::*;

pub async fn make(session: &mut Session, log: &Log) -> orm::Result<()> {
    println!("\nChanges, and what they take:");
    put_together(session, log).await?;
    rename(session, log).await?;
    merge(session, log).await?;
    delete_unsold(session, log).await?;
    delete_sold(session).await?;
    session.rollback().await
}

/// A playlist of the tracks that last longest.
async fn put_together(session: &mut Session, log: &Log) -> orm::Result<()> {
    let longest = session.query(Track).order_by((Track::milliseconds.desc(), Track::track_id)).limit(5).all().await?;
    let number = session.scalar(select(func::max(Playlist::playlist_id))).await?.unwrap_or_default();
    log.take();
    let playlist = session.add(Playlist::builder().playlist_id(number + 1).name("Patience").tracks(&longest));
    session.flush().await?;
    shown("a playlist of five tracks", log);
    playlist.tracks.remove(&longest[0]);
    session.flush().await?;
    shown("without the first of them", log);
    Ok(())
}

async fn rename(session: &mut Session, log: &Log) -> orm::Result<()> {
    let artist = session.query(Artist).filter(Artist::name.eq("AC/DC")).one().await?;
    log.take();
    artist.set(Artist::name, "Acca Dacca");
    session.flush().await?;
    shown("an artist is renamed", log);
    Ok(())
}

/// What is one artist's becomes another's; the one left without albums goes.
async fn merge(session: &mut Session, log: &Log) -> orm::Result<()> {
    let named = |name: &'static str| select(Artist).filter(Artist::name.eq(name));
    let duplicate = session.scalars(named("Page & Plant").options(selectinload(Artist::albums))).one().await?;
    let artist = session.scalars(named("Led Zeppelin")).one().await?;
    log.take();
    for album in duplicate.albums.get()? {
        album.artist.set(&artist);
    }
    session.delete(&duplicate).await?;
    session.flush().await?;
    shown("two artists are merged", log);
    Ok(())
}

/// Albums, tracks and their places on playlists go along, level by level.
async fn delete_unsold(session: &mut Session, log: &Log) -> orm::Result<()> {
    let sold = Artist::albums.any(Album::tracks.any(Track::invoice_lines.any(true)));
    let unsold = select(Artist).filter(Artist::albums.any(true) & !sold).order_by(Artist::artist_id).limit(3);
    let artists = session.scalars(unsold).all().await?;
    log.take();
    session.delete_all(&artists).await?;
    let gone = session.deleted();
    let (albums, tracks) = (gone.of(Album).len(), gone.of(Track).len());
    session.flush().await?;
    shown(&format!("{} artists, {albums} albums and {tracks} tracks are deleted", artists.len()), log);
    Ok(())
}

/// What was sold stays: an invoice cannot do without its tracks.
async fn delete_sold(session: &mut Session) -> orm::Result<()> {
    let artist = session.query(Artist).filter(Artist::name.eq("Iron Maiden")).one().await?;
    session.delete(&artist).await?;
    match session.flush().await {
        Ok(()) => println!("  an artist with sales was deleted, which should not be"),
        Err(error) => println!("  an artist with sales is not deleted: {error}"),
    }
    Ok(())
}

fn shown(what: &str, log: &Log) {
    let statements = log.take();
    println!("  {what}: {}", statements.len());
    for sql in statements {
        let short: String = sql.chars().take(100).collect();
        println!("    {short}{}", if short.len() < sql.len() { " …" } else { "" });
    }
}
