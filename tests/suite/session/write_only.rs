//! `WriteOnly` collections: never loaded, written and queried all the same.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "sensors")]
struct Sensor {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(back_populates = "sensor", cascade = "all, delete-orphan")]
    readings: WriteOnly<Reading>,
    #[relationship(back_populates = "sensor")]
    remarks: WriteOnly<Remark>,
    #[relationship(back_populates = "sensor")]
    repairs: WriteOnly<Repair>,
    #[relationship(secondary = Placement, back_populates = "sensors")]
    places: WriteOnly<Place>,
}

#[derive(Model, Debug)]
#[model(table = "readings")]
struct Reading {
    #[column(primary_key)]
    id: i64,
    value: i32,
    #[column(foreign_key = Sensor::id)]
    sensor_id: i64,
    #[relationship(back_populates = "readings")]
    sensor: BelongsTo<Sensor>,
}

/// Can do without its sensor.
#[derive(Model, Debug)]
#[model(table = "remarks")]
struct Remark {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Sensor::id)]
    sensor_id: Option<i64>,
    #[relationship(back_populates = "remarks")]
    sensor: BelongsTo<Option<Sensor>>,
}

/// Cannot.
#[derive(Model, Debug)]
#[model(table = "repairs")]
struct Repair {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Sensor::id)]
    sensor_id: i64,
    #[relationship(back_populates = "repairs")]
    sensor: BelongsTo<Sensor>,
}

#[derive(Model, Debug)]
#[model(table = "places")]
struct Place {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(secondary = Placement, back_populates = "places", order_by = Sensor::id)]
    sensors: HasMany<Sensor>,
}

#[derive(Model, Debug)]
#[model(table = "placements")]
struct Placement {
    #[column(primary_key, foreign_key = Sensor::id)]
    sensor_id: i64,
    #[column(primary_key, foreign_key = Place::id)]
    place_id: i64,
}

fn metadata() -> MetaData {
    metadata![Sensor, Reading, Remark, Repair, Place, Placement]
}

db_test! {
    async fn it_is_written_and_never_read(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let sensor = session.add(Sensor::builder().name("s").readings([Reading::builder().value(1)]));
        sensor.readings.push(Reading::builder().value(2));
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT sensors", "INSERT readings"]);

        let mut session = db.session();
        let sensor = session.query(Sensor).one().await?;
        let reading = session.query(Reading).filter(Reading::value.eq(1)).one().await?;
        db.log.take();
        sensor.readings.push(Reading::builder().value(3));
        sensor.readings.remove(&reading);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT readings", "DELETE readings"]);
        let values = session.execute(select(Reading::value).order_by(Reading::value)).all().await?;
        assert_eq!(values, [2, 3]);
        let moved = session.query(Reading).first().await?.expect("a row");
        let other = session.add(Sensor::builder().name("t"));
        moved.sensor.set(&other);
        session.commit().await?;
        assert_eq!(session.scalars(other.readings.select()?).all().await?.len(), 1);
    }

    async fn its_members_are_queried_and_changed_by_statements(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let (first, second) = session.add_all((Sensor::builder().name("1"), Sensor::builder().name("2")));
        assert!(first.readings.select().is_err());
        session.flush().await?;
        db.log.take();
        session.execute(first.readings.insert((0..10).map(|value| Reading::builder().value(value)))?).await?;
        assert_eq!(db.log.take_verbs(), ["INSERT readings"]);
        session.add(Reading::builder().value(100).sensor(&second));
        session.flush().await?;
        let high = session.scalars(first.readings.select()?.filter(Reading::value.ge(8)).order_by(Reading::value)).all().await?;
        assert_eq!(high.iter().map(|reading| reading.value).collect::<Vec<_>>(), [8, 9]);
        let updated = session.execute(first.readings.update()?.set(Reading::value, Reading::value + 1)).await?;
        assert_eq!(updated.rows_affected(), 10);
        let deleted = session.execute(first.readings.delete()?.filter(Reading::value.gt(5))).await?;
        assert_eq!(deleted.rows_affected(), 5);
        assert_eq!(session.query(Reading).count().await?, 6);
    }

    async fn members_go_with_their_owner_by_one_statement(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let sensor = session.add(
            Sensor::builder().name("s").readings((0..50).map(|value| Reading::builder().value(value))).remarks([Remark::builder()]),
        );
        session.commit().await?;
        let remark = session.query(Remark).one().await?;
        let reading = session.query(Reading).first().await?.expect("a row");
        session.delete(&sensor).await?;
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT repairs", "DELETE placements", "DELETE readings", "UPDATE remarks", "DELETE sensors"]);
        assert_eq!((Instance::lifecycle(&reading), remark.sensor_id), (Lifecycle::Detached, None));
        assert_eq!((session.query(Reading).count().await?, session.query(Remark).count().await?), (0, 1));
    }

    async fn members_that_need_their_owner_keep_it(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let sensor = session.add(Sensor::builder().name("s").repairs([Repair::builder()]));
        session.commit().await?;
        session.delete(&sensor).await?;
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("delete its `repairs` first"), "{error}");
        session.rollback().await?;
    }

    async fn many_to_many(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let sensor = session.add(Sensor::builder().name("s").places([Place::builder().name("a"), Place::builder().name("b")]));
        session.commit().await?;
        let places = session.scalars(sensor.places.select()?.order_by(Place::name)).all().await?;
        assert_eq!(places.len(), 2);
        session.load(&places[0], Place::sensors).await?;
        assert!(Instance::ptr_eq(&places[0].sensors.get()?[0], &sensor));
        sensor.places.remove(&places[0]);
        assert!(places[0].sensors.get()?.is_empty());
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE placements"]);
        session.execute(sensor.places.update()?.set(Place::name, "renamed")).await?;
        let names = session.scalars(select(Place::name).order_by(Place::id)).all().await?;
        assert_eq!(names, ["a", "renamed"]);
        assert!(sensor.places.insert([Place::builder().name("c")]).is_err());
    }

    async fn members_of_a_new_owner_survive_a_rollback(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let sensor = session.add(
            Sensor::builder().name("s").readings([Reading::builder().value(1)]).places([Place::builder().name("p")]),
        );
        sensor.readings.push(Reading::builder().value(2));
        session.flush().await?;
        // After its row is there: the rollback takes it back, as that of a loaded collection.
        sensor.readings.push(Reading::builder().value(3));
        session.flush().await?;
        session.rollback().await?;
        db.log.take();
        session.add(&sensor);
        session.commit().await?;
        let mut verbs = db.log.take_verbs();
        verbs.sort();
        assert_eq!(verbs, ["INSERT placements", "INSERT places", "INSERT readings", "INSERT sensors"]);
        let values = session.scalars(sensor.readings.select()?.order_by(Reading::value)).all().await?;
        assert_eq!(values.iter().map(|reading| reading.value).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(session.scalars(sensor.places.select()?).all().await?.len(), 1);
    }

    async fn members_survive_the_rollback_of_a_savepoint(db: &TestDb) {
        db.create(&metadata()).await?;
        let mut session = db.session();
        let old = session.add(Sensor::builder().name("old"));
        let mut nested = session.begin_nested().await?;
        let sensor = nested.add(Sensor::builder().name("s").readings([Reading::builder().value(1)]));
        old.readings.push(Reading::builder().value(10));
        nested.flush().await?;
        nested.rollback().await?;
        session.add(&sensor);
        session.commit().await?;
        // What was new in a collection of a row that stays is taken back.
        let values = session.execute(select(Reading::value)).all().await?;
        assert_eq!(values, [1]);
    }
}
