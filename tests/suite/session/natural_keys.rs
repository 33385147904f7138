//! Keys that the program gives, and changes.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[path = "natural_keys/bulk.rs"]
mod bulk;
#[path = "natural_keys/by_value.rs"]
mod by_value;
#[path = "natural_keys/links.rs"]
mod links;
#[path = "natural_keys/one_to_one.rs"]
mod one_to_one;
#[path = "natural_keys/pending.rs"]
mod pending;

#[derive(Model, Debug)]
#[model(table = "people")]
struct Person {
    #[column(primary_key, length = 20)]
    name: String,
    #[relationship(back_populates = "owner", order_by = Pet::name)]
    pets: HasMany<Pet>,
    #[relationship(back_populates = "driver")]
    cars: HasMany<Car>,
    #[relationship(back_populates = "writer")]
    letters: HasMany<Letter>,
}

/// The database follows. The foreign key is part of the primary key, and has a follower of its own.
#[derive(Model, Debug)]
#[model(table = "pets")]
struct Pet {
    #[column(primary_key, length = 20)]
    name: String,
    #[column(primary_key, length = 20, foreign_key = Person::name, on_update = "cascade")]
    owner_name: String,
    #[relationship(back_populates = "pets")]
    owner: BelongsTo<Person>,
    #[relationship(back_populates = "pet")]
    toys: HasMany<Toy>,
}

#[derive(Model, Debug)]
#[model(
    table = "toys",
    foreign_key(columns(pet_name, owner_name), references(Pet::name, Pet::owner_name), on_update = "cascade")
)]
struct Toy {
    #[column(primary_key)]
    id: i64,
    #[column(length = 20)]
    pet_name: String,
    #[column(length = 20)]
    owner_name: String,
    #[relationship(back_populates = "toys")]
    pet: BelongsTo<Pet>,
}

/// It can be NULL.
#[derive(Model, Debug)]
#[model(table = "cars")]
struct Car {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Person::name, length = 20)]
    driver_name: Option<String>,
    colour: String,
    #[relationship(back_populates = "cars")]
    driver: BelongsTo<Option<Person>>,
}

/// It cannot.
#[derive(Model, Debug)]
#[model(table = "letters")]
struct Letter {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Person::name, length = 20)]
    writer_name: String,
    #[relationship(back_populates = "letters")]
    writer: BelongsTo<Person>,
}

#[derive(Model, Debug)]
#[model(table = "streets")]
struct Street {
    #[column(primary_key, length = 20)]
    name: String,
    #[relationship(back_populates = "street")]
    houses: HasMany<House>,
}

/// It is checked at the end.
#[derive(Model, Debug)]
#[model(table = "houses")]
struct House {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Street::name, length = 20, deferrable, initially = "deferred")]
    street_name: String,
    #[relationship(back_populates = "houses")]
    street: BelongsTo<Street>,
}

/// A tree.
#[derive(Model, Debug)]
#[model(table = "folders")]
struct Folder {
    #[column(primary_key, length = 20)]
    path: String,
    #[column(foreign_key = Folder::path, length = 20)]
    within: Option<String>,
    #[relationship(back_populates = "folders")]
    parent: BelongsTo<Option<Folder>>,
    #[relationship(back_populates = "parent")]
    folders: HasMany<Folder>,
}

/// The database follows, where it can within a table.
#[derive(Model, Debug)]
#[model(table = "areas")]
struct Area {
    #[column(primary_key, length = 20)]
    name: String,
    #[column(foreign_key = Area::name, length = 20, on_update = "cascade")]
    within: Option<String>,
    #[relationship(back_populates = "areas")]
    parent: BelongsTo<Option<Area>>,
    #[relationship(back_populates = "parent")]
    areas: HasMany<Area>,
}

db_test! {
    async fn the_database_follows_and_so_do_instances(db: &TestDb) {
        db.create(&metadata![Person, Pet, Toy, Car, Letter]).await?;
        let mut session = db.session();
        let person = session.add(Person::builder().name("ann"));
        let pet = person.pets.push(Pet::builder().name("rex"));
        let toy = pet.toys.push(Toy::builder());
        session.commit().await?;
        db.log.take();
        person.edit().name = "anna".into();
        session.flush().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| verb != "SELECT cars" && verb != "SELECT letters");
        assert_eq!(verbs, ["UPDATE people"]);
        assert_eq!((pet.owner_name.as_str(), toy.owner_name.as_str()), ("anna", "anna"));
        assert!(!Instance::is_modified(&pet));
        let known = session.get(Pet, ("rex", "anna")).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &pet));
        session.commit().await?;
        let rows: Vec<(String, String)> = session.execute(select((Pet::owner_name, Toy::owner_name)).join(Pet::toys)).all().await?;
        assert_eq!(rows, [("anna".to_owned(), "anna".to_owned())]);
        person.edit().name = "ann".into();
        session.flush().await?;
        session.rollback().await?;
        assert_eq!((person.name.as_str(), pet.owner_name.as_str(), toy.owner_name.as_str()), ("anna", "anna", "anna"));
        let known = session.get(Pet, ("rex", "anna")).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &pet));
    }

    async fn a_nullable_key_lets_go_and_takes_the_new_one(db: &TestDb) {
        db.create(&metadata![Person, Pet, Toy, Car, Letter]).await?;
        let mut session = db.session();
        for name in ["ann", "bob"] {
            let person = session.add(Person::builder().name(name));
            person.cars.push(Car::builder().colour("red"));
            person.cars.push(Car::builder().colour("blue"));
        }
        session.commit().await?;
        let mut session = db.session();
        let people = session.query(Person).order_by(Person::name).all().await?;
        let car = session.query(Car).order_by(Car::id).first().await?.ok_or("no row")?;
        car.edit().colour = "green".into();
        db.log.take();
        // Not loaded, all but one.
        people[0].edit().name = "anna".into();
        people[1].edit().name = "bert".into();
        session.flush().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| verb != "SELECT letters");
        assert_eq!(verbs, ["SELECT cars", "UPDATE cars", "UPDATE people", "UPDATE cars", "UPDATE cars"]);
        assert_eq!((car.driver_name.as_deref(), car.colour.as_str()), (Some("anna"), "green"));
        session.commit().await?;
        let rows: Vec<(Option<String>, String)> =
            session.execute(select((Car::driver_name, Car::colour)).order_by(Car::id)).all().await?;
        let rows: Vec<(Option<&str>, &str)> = rows.iter().map(|(name, colour)| (name.as_deref(), colour.as_str())).collect();
        assert_eq!(rows, [(Some("anna"), "green"), (Some("anna"), "blue"), (Some("bert"), "red"), (Some("bert"), "blue")]);
    }

    async fn one_that_can_do_neither_is_an_error(db: &TestDb) {
        db.create(&metadata![Person, Pet, Toy, Car, Letter]).await?;
        let mut session = db.session();
        let ann = session.add(Person::builder().name("ann"));
        session.commit().await?;
        ann.edit().name = "anna".into();
        session.commit().await?;
        ann.letters.push(Letter::builder());
        session.commit().await?;
        ann.edit().name = "ann".into();
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("`Letter::writer_name` cannot follow") && error.contains("on_update"), "{error}");
        session.rollback().await?;
        assert_eq!(ann.name, "anna");
    }

    async fn one_that_is_checked_at_the_end_follows_the_parent(db: &TestDb) {
        if matches!(db.backend, Backend::MariaDb | Backend::MySql) {
            return Ok(()); // no deferrable keys
        }
        db.create(&metadata![Street, House]).await?;
        let mut session = db.session();
        let street = session.add(Street::builder().name("high"));
        let house = street.houses.push(House::builder());
        street.houses.push(House::builder());
        session.commit().await?;
        db.log.take();
        street.edit().name = "main".into();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE streets", "UPDATE houses"]);
        assert_eq!(house.street_name, "main");
        let names: Vec<String> = session.scalars(select(House::street_name)).all().await?;
        assert_eq!(names, ["main", "main"]);
    }

    async fn rows_of_a_tree_follow_while_their_own_keys_change(db: &TestDb) {
        db.create(&metadata![Folder]).await?;
        let mut session = db.session();
        session.add(Folder::builder().path("a").folders([Folder::builder().path("a/b").folders([Folder::builder().path("a/b/c")])]));
        session.commit().await?;
        let mut session = db.session();
        for folder in session.query(Folder).all().await? {
            let path = folder.path.replace('a', "z");
            folder.edit().path = path;
        }
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT folders", "UPDATE folders", "UPDATE folders", "UPDATE folders"]);
        let rows: Vec<(String, Option<String>)> =
            session.execute(select((Folder::path, Folder::within)).order_by(Folder::path)).all().await?;
        let expected = [("z", None), ("z/b", Some("z")), ("z/b/c", Some("z/b"))];
        assert_eq!(rows, expected.map(|(path, within)| (path.to_owned(), within.map(str::to_owned))));
    }

    async fn the_database_follows_within_a_table_where_it_can(db: &TestDb) {
        db.create(&metadata![Area]).await?;
        let mut session = db.session();
        session.add(Area::builder().name("a").areas([Area::builder().name("b")]));
        session.commit().await?;
        let mut session = db.session();
        let area = session.get(Area, "a").await?.ok_or("no row")?;
        db.log.take();
        area.edit().name = "z".into();
        session.commit().await?;
        let verbs: &[&str] = match db.backend {
            Backend::MariaDb | Backend::MySql => &["SELECT areas", "UPDATE areas", "UPDATE areas", "UPDATE areas"],
            _ => &["UPDATE areas"],
        };
        assert_eq!(db.log.take_verbs(), verbs);
        let area = session.get(Area, "b").await?.ok_or("no row")?;
        session.refresh(&area).await?;
        assert_eq!(area.within.as_deref(), Some("z"));
    }
}
