//! `HasOne` whose present content is not known: what is set takes its place all the same.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "drivers")]
struct Driver {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(back_populates = "driver")]
    car: HasOne<Car>,
    #[relationship(back_populates = "driver", cascade = "all, delete-orphan")]
    licence: HasOne<Licence>,
    #[relationship(back_populates = "driver")]
    badge: HasOne<Badge>,
}

/// Can do without its driver.
#[derive(Model, Debug)]
#[model(table = "cars")]
struct Car {
    #[column(primary_key)]
    id: i64,
    colour: String,
    #[column(foreign_key = Driver::id, unique)]
    driver_id: Option<i64>,
    #[relationship(back_populates = "car")]
    driver: BelongsTo<Option<Driver>>,
}

/// Is deleted without.
#[derive(Model, Debug)]
#[model(table = "licences")]
struct Licence {
    #[column(primary_key)]
    id: i64,
    class: String,
    #[column(foreign_key = Driver::id, unique)]
    driver_id: i64,
    #[relationship(back_populates = "licence")]
    driver: BelongsTo<Driver>,
}

/// Cannot, and nothing but the session keeps it single.
#[derive(Model, Debug)]
#[model(table = "badges")]
struct Badge {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Driver::id)]
    driver_id: i64,
    #[relationship(back_populates = "badge")]
    driver: BelongsTo<Driver>,
}

/// Two drivers with all that they can have, in a session that has only the drivers.
async fn drivers(db: &orm_tests::TestDb) -> orm::Result<(Session, Instance<Driver>, Instance<Driver>)> {
    db.create(&metadata![Driver, Car, Licence, Badge]).await?;
    let mut session = db.session();
    for (name, colour) in [("ann", "red"), ("bob", "blue")] {
        session.add(
            Driver::builder()
                .name(name)
                .car(Car::builder().colour(colour))
                .licence(Licence::builder().class(name))
                .badge(Badge::builder()),
        );
    }
    session.commit().await?;
    let mut session = db.session();
    let mut drivers = session.query(Driver).order_by(Driver::id).all().await?;
    db.log.take();
    let (bob, ann) = (drivers.pop(), drivers.pop());
    match (ann, bob) {
        (Some(ann), Some(bob)) => Ok((session, ann, bob)),
        _ => Err(orm::Error::NoResultFound(Default::default())),
    }
}

async fn cars(session: &mut Session) -> orm::Result<Vec<(String, Option<i64>)>> {
    session.execute(select((Car::colour, Car::driver_id)).order_by(Car::id)).all().await
}

db_test! {
    async fn a_new_one_releases_the_old_one(db: &TestDb) {
        let (mut session, ann, bob) = drivers(db).await?;
        session.add(Car::builder().colour("green").driver(&ann));
        bob.car.set(Car::builder().colour("white"));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT cars", "UPDATE cars", "INSERT cars"]);
        let colour = |driver: &Instance<Driver>| driver.car.get().ok().flatten().map(|car| car.colour.clone());
        assert_eq!((colour(&ann).as_deref(), colour(&bob).as_deref()), (Some("green"), Some("white")));
        assert_eq!(
            cars(&mut session).await?,
            [("red", None), ("blue", None), ("green", Some(ann.id)), ("white", Some(bob.id))]
                .map(|(colour, driver)| (colour.to_owned(), driver))
        );
        assert!(session.dirty().is_empty());
        session.rollback().await?;
        let red = session.load(&ann, Driver::car).await?.ok_or("no car")?;
        assert_eq!((red.colour.as_str(), red.driver_id), ("red", Some(ann.id)));
    }

    async fn one_that_moves_releases_the_old_one(db: &TestDb) {
        let (mut session, ann, bob) = drivers(db).await?;
        let blue = session.query(Car).filter(Car::colour.eq("blue")).one().await?;
        db.log.take();
        blue.driver.set(&ann);
        session.flush().await?;
        let verbs = db.log.take_verbs();
        assert_eq!((verbs[0].as_str(), verbs.len()), ("SELECT cars", 3), "{verbs:?}");
        assert_eq!(
            cars(&mut session).await?,
            [("red", None), ("blue", Some(ann.id))].map(|(colour, driver)| (colour.to_owned(), driver))
        );
        assert!(session.load(&bob, Driver::car).await?.is_none());
        // The same again, and one that is there already: nothing to ask for, nothing to do.
        let red = session.query(Car).filter(Car::colour.eq("red")).one().await?;
        db.log.take();
        red.driver.set(&bob);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE cars"]);
    }

    async fn what_is_there_already_stays(db: &TestDb) {
        let (mut session, ann, _) = drivers(db).await?;
        let red = session.query(Car).filter(Car::colour.eq("red")).one().await?;
        db.log.take();
        red.driver.set(&ann);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT cars"]);
        assert!(ann.car.get()?.is_some_and(|car| Instance::ptr_eq(&car, &red)));
    }

    async fn a_swap_is_a_swap(db: &TestDb) {
        let (mut session, ann, bob) = drivers(db).await?;
        let cars = session.query(Car).order_by(Car::id).all().await?;
        cars[0].driver.set(&bob);
        cars[1].driver.set(&ann);
        session.commit().await?;
        assert_eq!((cars[0].driver_id, cars[1].driver_id), (Some(bob.id), Some(ann.id)));
        let rows = self::cars(&mut session).await?;
        assert_eq!(rows, [("red".to_owned(), Some(bob.id)), ("blue".to_owned(), Some(ann.id))]);
    }

    async fn an_orphan_is_deleted(db: &TestDb) {
        let (mut session, ann, _) = drivers(db).await?;
        ann.licence.set(Licence::builder().class("b"));
        session.commit().await?;
        let verbs = db.log.take_verbs();
        assert_eq!(verbs, ["SELECT licences", "DELETE licences", "INSERT licences"]);
        let classes: Vec<String> = session.scalars(select(Licence::class).order_by(Licence::id)).all().await?;
        assert_eq!(classes, ["bob", "b"]);
    }

    async fn one_that_cannot_be_released_is_an_error(db: &TestDb) {
        let (mut session, ann, _) = drivers(db).await?;
        session.add(Badge::builder().driver(&ann));
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("`Badge::driver_id` cannot be NULL"), "{error}");
        session.rollback().await?;
        assert_eq!(session.query(Badge).count().await?, 2);
    }

    async fn loading_keeps_what_was_set(db: &TestDb) {
        let (mut session, ann, _) = drivers(db).await?;
        session.set_autoflush(false);
        let green = ann.car.set(Car::builder().colour("green"));
        let car = session.load(&ann, Driver::car).await?.ok_or("no car")?;
        assert!(Instance::ptr_eq(&car, &green));
        let red = session.query(Car).filter(Car::colour.eq("red")).one().await?;
        assert!(red.driver.get()?.is_none());
        session.commit().await?;
        assert_eq!(red.driver_id, None);
    }

    async fn one_that_is_deleted_makes_room(db: &TestDb) {
        let (mut session, ann, _) = drivers(db).await?;
        let red = session.query(Car).filter(Car::colour.eq("red")).one().await?;
        session.delete(&red).await?;
        ann.car.set(Car::builder().colour("green"));
        session.commit().await?;
        let rows = cars(&mut session).await?;
        assert_eq!((rows.len(), rows.last().map(|(_, driver)| *driver)), (2, Some(Some(ann.id))));
    }
}
