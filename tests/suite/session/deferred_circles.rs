//! Rows that reference each other in a circle, one of whose foreign keys is checked at the end of the transaction.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "store")]
struct Store {
    #[column(primary_key)]
    id: u8,
    #[column(unique, foreign_key = Staff::id, deferrable, initially = "deferred")]
    manager_staff_id: u8,
    #[relationship(foreign_key = manager_staff_id)]
    manager: BelongsTo<Staff>,
}

#[derive(Model, Debug)]
#[model(table = "staff")]
struct Staff {
    #[column(primary_key)]
    id: u8,
    #[column(foreign_key = Store::id)]
    store_id: u8,
    #[relationship(foreign_key = store_id)]
    store: BelongsTo<Store>,
}

/// Numbered by the database.
#[derive(Model, Debug)]
#[model(table = "hens")]
struct Hen {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Egg::id, deferrable, initially = "deferred")]
    egg_id: i64,
    egg: BelongsTo<Egg>,
}

#[derive(Model, Debug)]
#[model(table = "eggs")]
struct Egg {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Hen::id)]
    hen_id: i64,
    hen: BelongsTo<Hen>,
}

fn can(db: &TestDb) -> bool {
    db.engine.dialect().capabilities.ddl.deferrable
}

db_test! {
    async fn rows_linked_by_value(db: &TestDb) {
        if !can(db) {
            return Ok(());
        }
        db.create(&metadata![Store, Staff]).await?;
        let mut session = db.session();
        let mut both = Vec::new();
        for id in 1..4 {
            both.push((
                session.add(Staff::builder().id(id).store_id(id)),
                session.add(Store::builder().id(id).manager_staff_id(id)),
            ));
        }
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT store", "INSERT staff"]);
        for (staff, store) in &both {
            session.delete(store).await?;
            session.delete(staff).await?;
        }
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE staff", "DELETE store"]);
    }

    async fn rows_linked_as_objects(db: &TestDb) {
        if !can(db) {
            return Ok(());
        }
        db.create(&metadata![Store, Staff]).await?;
        let mut session = db.session();
        let staff = session.add(Staff::builder().id(7).store_id(0));
        let store = session.add(Store::builder().id(3).manager(&staff));
        staff.store.set(&store);
        session.commit().await?;
        assert_eq!((store.manager_staff_id, staff.store_id), (7, 3));
        assert_eq!(db.log.take_verbs(), ["INSERT store", "INSERT staff"]);
    }

    async fn a_key_that_only_the_database_knows_cannot_be_ahead(db: &TestDb) {
        if !can(db) {
            return Ok(());
        }
        db.create(&metadata![Hen, Egg]).await?;
        let mut session = db.session();
        let hen = session.add(Hen::builder().egg_id(0));
        let egg = session.add(Egg::builder().hen(&hen));
        hen.egg.set(&egg);
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("in a circle"), "{error}");
    }

    async fn a_reference_to_nothing_fails_at_the_commit(db: &TestDb) {
        if !can(db) {
            return Ok(());
        }
        db.create(&metadata![Store, Staff]).await?;
        let mut session = db.session();
        session.add(Store::builder().id(1).manager_staff_id(9));
        session.flush().await?;
        assert!(session.commit().await.is_err());
    }
}
