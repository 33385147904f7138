//! Links of many-to-many relationships follow the keys of both sides, be they loaded or not.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Debug)]
#[model(table = "songs")]
struct Song {
    #[column(primary_key, length = 20)]
    title: String,
    #[relationship(secondary = SongLabel, back_populates = "songs", order_by = Label::name)]
    labels: HasMany<Label>,
    // One side only.
    #[relationship(secondary = Airing, order_by = Station::name)]
    stations: HasMany<Station>,
    #[relationship(secondary = Take, back_populates = "songs", order_by = Studio::name)]
    studios: HasMany<Studio>,
}

#[derive(Model, Debug)]
#[model(table = "labels")]
struct Label {
    #[column(primary_key, length = 20)]
    name: String,
    #[relationship(secondary = SongLabel, back_populates = "labels", order_by = Song::title)]
    songs: HasMany<Song>,
}

/// The database follows.
#[derive(Model, Debug)]
#[model(table = "song_labels")]
struct SongLabel {
    #[column(primary_key, length = 20, foreign_key = Song::title, on_update = "cascade")]
    song_title: String,
    #[column(primary_key, length = 20, foreign_key = Label::name, on_update = "cascade")]
    label_name: String,
}

#[derive(Model, Debug)]
#[model(table = "stations")]
struct Station {
    #[column(primary_key, length = 20)]
    name: String,
}

/// Its keys can be NULL.
#[derive(Model, Debug)]
#[model(table = "airings")]
struct Airing {
    #[column(primary_key)]
    id: i64,
    #[column(length = 20, foreign_key = Song::title, on_update = "cascade")]
    song_title: Option<String>,
    #[column(length = 20, foreign_key = Station::name)]
    station_name: Option<String>,
}

#[derive(Model, Debug)]
#[model(table = "studios")]
struct Studio {
    #[column(primary_key, length = 20)]
    name: String,
    #[relationship(secondary = Take, back_populates = "studios", order_by = Song::title)]
    songs: HasMany<Song>,
}

/// Its keys cannot, and the database does not follow.
#[derive(Model, Debug)]
#[model(table = "takes")]
struct Take {
    #[column(primary_key, length = 20, foreign_key = Song::title, on_update = "cascade")]
    song_title: String,
    #[column(primary_key, length = 20, foreign_key = Studio::name)]
    studio_name: String,
}

#[derive(Model, Debug)]
#[model(table = "rooms")]
struct Room {
    #[column(primary_key, length = 20)]
    name: String,
    #[relationship(secondary = Door, foreign_key = Door::out_of, back_populates = "entries")]
    exits: HasMany<Room>,
    #[relationship(secondary = Door, foreign_key = Door::into, back_populates = "exits")]
    entries: HasMany<Room>,
}

/// It is checked at the end.
#[derive(Model, Debug)]
#[model(table = "doors")]
struct Door {
    #[column(primary_key, length = 20, foreign_key = Room::name, deferrable, initially = "deferred")]
    out_of: String,
    #[column(primary_key, length = 20, foreign_key = Room::name, deferrable, initially = "deferred")]
    into: String,
}

fn metadata() -> MetaData {
    metadata![Song, Label, SongLabel, Station, Airing, Studio, Take]
}

db_test! {
    async fn the_database_follows_without_sql(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let song = session.add(Song::builder().title("one").labels([Label::builder().name("pop"), Label::builder().name("rock")]));
        session.commit().await?;
        let pop = song.labels.get()?[0].clone();
        // A link that the session has as a row of its own.
        let link = session.get(SongLabel, ("one", "rock")).await?.ok_or("no row")?;
        db.log.take();
        pop.edit().name = "folk".into();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE labels"]);
        song.edit().title = "two".into();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE songs"]);
        assert_eq!(link.song_title, "two");
        // By its new keys.
        song.labels.remove(&pop);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE song_labels"]);
        let links: Vec<(String, String)> =
            session.execute(select((SongLabel::song_title, SongLabel::label_name))).all().await?;
        assert_eq!(links, [("two".to_owned(), "rock".to_owned())]);
    }

    async fn nullable_keys_let_go_and_take_the_new_one(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        session.add_all([("one", "fm"), ("two", "am")].map(|(title, station)| {
            Song::builder().title(title).stations([Station::builder().name(station)])
        }));
        session.commit().await?;
        let mut session = db.session();
        let stations = session.query(Station).order_by(Station::name).all().await?;
        // The side that has the relationship is what tells of the table in between.
        session.query(Song).all().await?;
        let airing = session.query(Airing).filter(Airing::station_name.eq("fm")).one().await?;
        db.log.take();
        // Nothing is loaded but one link as a row.
        stations[0].edit().name = "am 2".into();
        stations[1].edit().name = "fm 2".into();
        session.flush().await?;
        let verbs = db.log.take_verbs();
        assert_eq!(verbs, ["SELECT airings", "UPDATE airings", "UPDATE stations", "UPDATE airings"]);
        assert_eq!(airing.station_name.as_deref(), Some("fm 2"));
        session.commit().await?;
        let rows: Vec<(Option<String>, Option<String>)> =
            session.execute(select((Airing::song_title, Airing::station_name)).order_by(Airing::id)).all().await?;
        let expected = [("one", "fm 2"), ("two", "am 2")].map(|(a, b)| (Some(a.to_owned()), Some(b.to_owned())));
        assert_eq!(rows, expected);
    }

    async fn links_that_can_do_neither_are_an_error(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let (studio, empty) = session.add_all((Studio::builder().name("a"), Studio::builder().name("b")));
        studio.songs.push(Song::builder().title("one"));
        session.commit().await?;
        empty.edit().name = "c".into(); // no links
        session.commit().await?;
        studio.edit().name = "d".into();
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("`Take::studio_name` cannot follow") && error.contains("on_update"), "{error}");
        session.rollback().await?;
        assert_eq!(studio.name, "a");
    }

    async fn links_that_are_checked_at_the_end_follow_both_sides(db: &TestDb) {
        if matches!(db.backend, Backend::MariaDb | Backend::MySql) {
            return Ok(()); // no deferrable keys
        }
        db.create(&metadata![Room, Door]).await?;
        let mut session = db.session();
        let hall = session.add(Room::builder().name("hall"));
        let attic = hall.exits.push(Room::builder().name("attic"));
        attic.exits.push(&hall);
        session.commit().await?;
        let mut session = db.session();
        let hall = session.get(Room, "hall").await?.ok_or("no row")?;
        db.log.take();
        hall.edit().name = "foyer".into();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE rooms", "UPDATE doors", "UPDATE doors"]);
        let doors: Vec<(String, String)> = session.execute(select((Door::out_of, Door::into)).order_by(Door::out_of)).all().await?;
        assert_eq!(doors, [("attic", "foyer"), ("foyer", "attic")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
