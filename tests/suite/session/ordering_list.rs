//! Collections that keep their order in a column: `#[relationship(position = Card::place)]`.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "decks")]
struct Deck {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(back_populates = "deck", cascade = "all, delete-orphan", position = Card::place)]
    cards: HasMany<Card>,
}

#[derive(Model, Debug)]
#[model(table = "cards")]
struct Card {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(default = 0)]
    place: i32,
    #[column(foreign_key = Deck::id)]
    deck_id: i64,
    #[relationship(back_populates = "cards")]
    deck: BelongsTo<Deck>,
}

/// Where no two members have the same place, and there may be none.
#[derive(Model, Debug)]
#[model(table = "albums")]
struct Album {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "album", position = Song::track)]
    songs: HasMany<Song>,
}

#[derive(Model, Debug)]
#[model(table = "songs", unique(album_id, track))]
struct Song {
    #[column(primary_key)]
    id: i64,
    title: String,
    track: Option<i64>,
    #[column(foreign_key = Album::id)]
    album_id: Option<i64>,
    #[relationship(back_populates = "songs")]
    album: BelongsTo<Option<Album>>,
}

fn card(title: &str) -> Instance<Card> {
    Instance::new(Card::builder().title(title))
}

/// The titles in memory, with their places.
fn cards(deck: &Instance<Deck>) -> String {
    let cards = deck.cards.get().expect("loaded");
    cards.iter().map(|card| format!("{}{}", card.title, card.place)).collect::<Vec<_>>().join(" ")
}

/// The titles in the database, with their places.
async fn stored(db: &TestDb, deck: i64) -> orm::Result<String> {
    let mut session = db.session();
    let deck = session.query(Deck).filter(Deck::id.eq(deck)).options(selectinload(Deck::cards)).one().await?;
    Ok(cards(&deck))
}

db_test! {
    async fn members_are_numbered_in_their_order(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let deck = session.add(Deck::builder().name("one").cards([card("a"), card("b"), card("c")]));
        session.commit().await?;
        assert_eq!(cards(&deck), "a0 b1 c2");
        assert_eq!(stored(db, deck.id).await?, "a0 b1 c2");

        // In front: one INSERT, and one UPDATE for all that made room.
        db.log.take_all();
        deck.cards.insert(0, card("x"))?;
        deck.cards.insert(2, card("y"))?;
        session.commit().await?;
        assert_eq!(cards(&deck), "x0 a1 y2 b3 c4");
        let statements = db.log.take_all();
        let changes = |verb: &str| statements.iter().filter(|sql| sql.starts_with(verb)).count();
        assert_eq!((changes("INSERT"), changes("UPDATE")), (1, 1), "{statements:#?}");
        assert_eq!(stored(db, deck.id).await?, cards(&deck));

        // One that moves takes along those between.
        let c = deck.cards.get()?[4].clone();
        assert!(deck.cards.move_to(&c, 1)?);
        session.commit().await?;
        assert_eq!(cards(&deck), "x0 c1 a2 y3 b4");
        assert!(deck.cards.move_to(&c, 99)?);
        assert!(!deck.cards.move_to(&card("z"), 0)?);
        session.commit().await?;
        assert_eq!(cards(&deck), "x0 a1 y2 b3 c4");

        // One that goes leaves no gap.
        deck.cards.remove(&deck.cards.get()?[1].clone());
        session.commit().await?;
        assert_eq!(cards(&deck), "x0 y1 b2 c3");
        assert_eq!(stored(db, deck.id).await?, cards(&deck));

        // `replace` arranges.
        let mut order: Vec<_> = deck.cards.get()?.into_iter().rev().collect();
        order.push(card("e"));
        deck.cards.replace(order)?;
        session.commit().await?;
        assert_eq!(cards(&deck), "c0 b1 y2 x3 e4");
        assert_eq!(stored(db, deck.id).await?, cards(&deck));
    }

    async fn a_collection_that_did_not_change_is_left_alone(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let deck = session.add(Deck::builder().name("one").cards([card("a"), card("b")]));
        session.commit().await?;
        session.execute(update(Card).filter(Card::title.eq("b")).set(Card::place, 7)).await?;
        session.commit().await?;
        deck.edit().name = "two".into();
        let b = deck.cards.get()?[1].clone();
        assert!(deck.cards.move_to(&b, 1)?);
        session.commit().await?;
        assert_eq!(stored(db, deck.id).await?, "a0 b7");
    }

    async fn what_comes_to_one_that_is_not_loaded_goes_to_its_end(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let (one, two) = (Deck::builder().name("one").cards([card("a"), card("b")]), Deck::builder().name("two"));
        let ids: Vec<i64> = [session.add(one), session.add(two)].iter().map(|deck| deck.id).collect();
        assert_eq!(ids, [0, 0]);
        session.commit().await?;

        let mut session = db.session();
        let decks = session.query(Deck).order_by(Deck::id).all().await?;
        for deck in &decks {
            deck.cards.push(card("x"));
            assert!(deck.cards.insert(0, card("y")).is_err(), "its members are not known");
        }
        Instance::new(Card::builder().title("z")).deck.set(&decks[1]);
        db.log.take_all();
        session.commit().await?;
        let asked = db.log.take_all().iter().filter(|sql| sql.starts_with("SELECT") && sql.contains("max(")).count();
        assert_eq!(asked, 1);
        assert_eq!(stored(db, decks[0].id).await?, "a0 b1 x2");
        assert_eq!(stored(db, decks[1].id).await?, "x0 z1");
    }

    async fn one_that_moves_between_collections(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let one = session.add(Deck::builder().name("one").cards([card("a"), card("b"), card("c")]));
        let two = session.add(Deck::builder().name("two").cards([card("d")]));
        session.commit().await?;
        let a = one.cards.get()?[0].clone();
        a.deck.set(&two);
        two.cards.move_to(&a, 0)?;
        session.commit().await?;
        assert_eq!((cards(&one), cards(&two)), ("b0 c1".into(), "a0 d1".into()));
        assert_eq!((stored(db, one.id).await?, stored(db, two.id).await?), (cards(&one), cards(&two)));
    }

    async fn a_rollback_restores_the_order(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let deck = session.add(Deck::builder().name("one").cards(["a", "b", "c", "d"].map(card)));
        session.commit().await?;
        let before = deck.cards.get()?;
        deck.cards.move_to(&before[3], 0)?;
        deck.cards.remove(&before[1]);
        session.flush().await?;
        assert_eq!(cards(&deck), "d0 a1 c2");
        let mut nested = session.begin_nested().await?;
        deck.cards.replace(deck.cards.get()?.into_iter().rev())?;
        deck.cards.insert(1, card("x"))?;
        nested.flush().await?;
        assert_eq!(cards(&deck), "c0 x1 a2 d3");
        nested.rollback().await?;
        assert_eq!(cards(&deck), "d0 a1 c2");
        session.rollback().await?;
        assert_eq!(cards(&deck), "a0 b1 c2 d3");
        deck.cards.move_to(&before[1], 3)?;
        session.rollback().await?;
        assert_eq!(cards(&deck), "a0 b1 c2 d3");
        session.commit().await?;
        assert_eq!(stored(db, deck.id).await?, "a0 b1 c2 d3");
    }

    async fn the_order_survives_what_is_undone(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let deck = session.add(Deck::builder().name("one").cards(["a", "b", "c"].map(card)));
        session.commit().await?;
        // One that is named twice, of a list from which another goes.
        let members = deck.cards.get()?;
        deck.cards.replace([&members[0], &members[2], &members[2]])?;
        session.rollback().await?;
        assert_eq!(cards(&deck), "a0 b1 c2");
    }

    async fn places_can_be_unique_and_none(db: &TestDb) {
        db.create(&metadata![Album, Song]).await?;
        let mut session = db.session();
        let song = |title: &str| Instance::new(Song::builder().title(title));
        let album = session.add(Album::builder().songs(["a", "b", "c"].map(song)));
        let single = session.add(Song::builder().title("s"));
        session.commit().await?;
        assert_eq!(single.track, None);
        let tracks = |album: &Instance<Album>| {
            let songs = album.songs.get().expect("loaded");
            songs.iter().map(|song| (song.title.clone(), song.track)).collect::<Vec<_>>()
        };
        // Every one of them takes the place of another.
        let c = album.songs.get()?[2].clone();
        album.songs.move_to(&c, 0)?;
        session.commit().await?;
        let expected = ["c", "a", "b"].into_iter().zip(0..).map(|(title, track)| (title.to_owned(), Some(track)));
        assert_eq!(tracks(&album), expected.collect::<Vec<_>>());
        let mut other = db.session();
        let read = other.query(Album).options(selectinload(Album::songs)).one().await?;
        assert_eq!(tracks(&read), tracks(&album));
    }

    async fn a_member_that_goes_and_comes_back_is_the_last(db: &TestDb) {
        db.create(&metadata![Deck, Card]).await?;
        let mut session = db.session();
        let deck = session.add(Deck::builder().name("one").cards([card("a"), card("b"), card("c")]));
        session.commit().await?;
        let first = deck.cards.get()?[0].clone();
        deck.cards.remove(&first);
        deck.cards.push(&first);
        session.commit().await?;
        assert_eq!(cards(&deck), "b0 c1 a2");
        assert_eq!(stored(db, deck.id).await?, "b0 c1 a2");

        let other = session.add(Deck::builder().name("two"));
        let first = deck.cards.get()?[0].clone();
        first.deck.set(&other);
        first.deck.set(&deck);
        session.commit().await?;
        assert_eq!(cards(&deck), "c0 a1 b2");
        assert_eq!(stored(db, deck.id).await?, "c0 a1 b2");
    }
}
