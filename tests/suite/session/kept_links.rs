//! Links of many-to-many relationships that have columns of their own: what stays linked keeps its row.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "readers")]
struct Reader {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Interest, back_populates = "readers", order_by = Topic::id)]
    topics: HasMany<Topic>,
}

#[derive(Model, Debug)]
#[model(table = "topics")]
struct Topic {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Interest, back_populates = "topics", order_by = Reader::id)]
    readers: HasMany<Reader>,
}

#[derive(Model, Debug)]
#[model(table = "interests")]
struct Interest {
    #[column(primary_key, foreign_key = Reader::id)]
    reader_id: i64,
    #[column(primary_key, foreign_key = Topic::id)]
    topic_id: i64,
    #[column(default = 7)]
    weight: i32,
}

/// A table in between that could have several rows of a pair.
#[derive(Model, Debug)]
#[model(table = "visits")]
struct Visit {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Guest::id)]
    guest_id: i64,
    #[column(foreign_key = Place::id)]
    place_id: i64,
    #[column(default = 7)]
    weight: i32,
}

#[derive(Model, Debug)]
#[model(table = "guests")]
struct Guest {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Visit)]
    places: HasMany<Place>,
}

#[derive(Model, Debug)]
#[model(table = "places")]
struct Place {
    #[column(primary_key)]
    id: i64,
}

#[derive(Model, Debug)]
#[model(table = "albums")]
struct Album {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = AlbumPhoto, cascade = "all")]
    photos: HasMany<Photo>,
}

#[derive(Model, Debug)]
#[model(table = "photos")]
struct Photo {
    #[column(primary_key)]
    id: i64,
}

#[derive(Model, Debug)]
#[model(table = "album_photos")]
struct AlbumPhoto {
    #[column(primary_key, foreign_key = Album::id, on_delete = "cascade")]
    album_id: i64,
    #[column(primary_key, foreign_key = Photo::id)]
    photo_id: i64,
}

/// A reader of one topic, with weight 99, in a new session.
async fn linked(db: &TestDb) -> orm::Result<(Session, Instance<Reader>, Instance<Topic>)> {
    let mut session = db.session();
    let topic = session.add(Topic::builder());
    let reader = session.add(Reader::builder().topics([&topic]));
    session.flush().await?;
    session.execute(update(Interest).filter(Interest::reader_id.eq(reader.id)).set(Interest::weight, 99)).await?;
    session.commit().await?;
    let mut session = db.session();
    let (reader, topic) = (session.get_one(Reader, reader.id).await?, session.get_one(Topic, topic.id).await?);
    Ok((session, reader, topic))
}

async fn weights(session: &mut Session, reader: &Instance<Reader>) -> orm::Result<Vec<i32>> {
    let weights = session.scalars(select(Interest::weight).filter(Interest::reader_id.eq(reader.id))).all().await?;
    session.commit().await?;
    Ok(weights)
}

db_test! {
    async fn what_goes_and_comes_back_keeps_its_row(db: &TestDb) {
        db.create(&metadata![Reader, Topic, Interest]).await?;
        type Act = fn(&Instance<Reader>, &Instance<Topic>) -> orm::Result<()>;
        let acts: [(&str, Act); 6] = [
            ("clear and push", |u, t| { u.topics.clear()?; u.topics.push(t); Ok(()) }),
            ("remove and push", |u, t| { u.topics.remove(t); u.topics.push(t); Ok(()) }),
            ("replace", |u, t| { u.topics.replace([t])?; Ok(()) }),
            ("across", |u, t| { t.readers.remove(u); u.topics.push(t); Ok(()) }),
            ("across, the other way", |u, t| { u.topics.remove(t); t.readers.push(u); Ok(()) }),
            ("twice", |u, t| { u.topics.clear()?; u.topics.push(t); t.readers.remove(u); t.readers.push(u); Ok(()) }),
        ];
        for (name, act) in acts {
            for both in [false, true] {
                let (mut session, reader, topic) = linked(db).await?;
                session.load(&reader, Reader::topics).await?;
                if both {
                    session.load(&topic, Topic::readers).await?;
                }
                db.log.take();
                act(&reader, &topic)?;
                session.commit().await?;
                assert_eq!(db.log.take(), Vec::<String>::new(), "{name}");
                assert_eq!(weights(&mut session, &reader).await?, [99], "{name}");
                assert_eq!(session.load(&topic, Topic::readers).await?.len(), 1);
            }
        }
    }

    async fn the_last_word_counts_where_nothing_is_loaded(db: &TestDb) {
        db.create(&metadata![Reader, Topic, Interest]).await?;
        let (mut session, reader, topic) = linked(db).await?;
        reader.topics.remove(&topic);
        reader.topics.push(&topic);
        session.commit().await?;
        assert_eq!(weights(&mut session, &reader).await?, [99]);
        let (mut session, reader, topic) = linked(db).await?;
        reader.topics.push(&topic);
        reader.topics.remove(&topic);
        session.commit().await?;
        assert_eq!(weights(&mut session, &reader).await?, Vec::<i32>::new());
        // It is not linked now, and is to be.
        let mut session = db.session();
        let (reader, topic) = (session.get_one(Reader, reader.id).await?, session.get_one(Topic, topic.id).await?);
        topic.readers.remove(&reader);
        reader.topics.push(&topic);
        session.commit().await?;
        assert_eq!(weights(&mut session, &reader).await?, [7]);
    }

    async fn what_changed_before_it_was_loaded_is_asked_of_the_database(db: &TestDb) {
        db.create(&metadata![Reader, Topic, Interest]).await?;
        let (mut session, reader, topic) = linked(db).await?;
        session.set_autoflush(false);
        reader.topics.push(&topic);
        assert_eq!(session.load(&reader, Reader::topics).await?.len(), 1);
        session.commit().await?;
        assert_eq!(weights(&mut session, &reader).await?, [99]);
    }

    async fn a_new_member_that_goes_again_is_no_link(db: &TestDb) {
        db.create(&metadata![Reader, Topic, Interest]).await?;
        let (mut session, reader, _) = linked(db).await?;
        let new = reader.topics.push(Topic::builder());
        reader.topics.remove(&new);
        db.log.take();
        session.commit().await?;
        let verbs = db.log.take_verbs();
        assert!(!verbs.iter().any(|verb| verb.contains("interests")), "{verbs:?}");
        assert_eq!(weights(&mut session, &reader).await?, [99]);
    }

    async fn a_pair_without_a_key_is_linked_once(db: &TestDb) {
        db.create(&metadata![Guest, Place, Visit]).await?;
        let mut session = db.session();
        let place = session.add(Place::builder());
        let guest = session.add(Guest::builder().places([&place]));
        session.flush().await?;
        session.execute(update(Visit).set(Visit::weight, 99)).await?;
        session.commit().await?;
        let mut session = db.session();
        let (guest, place) = (session.get_one(Guest, guest.id).await?, session.get_one(Place, place.id).await?);
        guest.places.remove(&place);
        guest.places.push(&place);
        session.commit().await?;
        let weights: Vec<i32> = session.scalars(select(Visit::weight)).all().await?;
        assert_eq!(weights, [99]);
    }

    async fn an_owner_goes_with_its_members_that_know_nothing_of_it(db: &TestDb) {
        db.create(&metadata![Album, Photo, AlbumPhoto]).await?;
        for loaded in [true, false] {
            let mut session = db.session();
            let album = session.add(Album::builder().photos([Photo::builder(), Photo::builder()]));
            let kept = session.add(Album::builder().photos([Photo::builder()]));
            session.commit().await?;
            let (album, mut session) = if loaded {
                (album, session)
            } else {
                let mut session = db.session();
                (session.get_one(Album, album.id).await?, session)
            };
            session.delete(&album).await?;
            db.log.take();
            session.commit().await?;
            assert_eq!(db.log.take_verbs()[0], "DELETE album_photos");
            assert_eq!((session.query(Album).count().await?, session.query(Photo).count().await?), (1, 1));
            let kept = session.get_one(Album, kept.id).await?;
            session.delete(&kept).await?;
            session.commit().await?;
        }
    }
}
