//! Cases 21 to 35: persistence along relationships, cascades and orphans.

#[path = "relationships/many_to_many.rs"]
mod many_to_many;
#[path = "relationships/passive.rs"]
mod passive;
#[path = "relationships/single_parent.rs"]
mod single_parent;

use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

#[derive(Model, Debug)]
#[model(table = "owners")]
struct Owner {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(back_populates = "owner", cascade = "all, delete-orphan", order_by = Pet::id)]
    pets: HasMany<Pet>,
    #[relationship(back_populates = "owner")]
    licences: HasMany<Licence>,
}

#[derive(Model, Debug)]
#[model(table = "pets")]
struct Pet {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(foreign_key = Owner::id)]
    owner_id: i64,
    #[relationship(back_populates = "pets")]
    owner: BelongsTo<Owner>,
}

/// Its key is NOT NULL, and nothing cascades to it.
#[derive(Model, Debug)]
#[model(table = "licences")]
struct Licence {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id)]
    owner_id: i64,
    #[relationship(back_populates = "licences")]
    owner: BelongsTo<Owner>,
}

db_test! {
    async fn case_21_a_loaded_collection_is_released(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(
            User::builder().name("u").addresses([Address::builder().email("a"), Address::builder().email("b")]),
        );
        session.commit().await?;
        let addresses = session.load(&user, User::addresses).await?;
        db.log.take();
        session.delete(&user).await?;
        session.flush().await?;
        // One statement for both rows, where SQLAlchemy runs an executemany.
        assert_eq!(db.log.take_verbs(), ["UPDATE addresses", "DELETE users"]);
        for address in &addresses {
            assert_eq!((Instance::lifecycle(address), address.user_id), (Lifecycle::Persistent, None));
            assert!(address.user.get()?.is_none());
        }
        assert_eq!(Instance::lifecycle(&user), Lifecycle::Deleted);
    }

    async fn case_22_an_unloaded_collection_is_released(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add(User::builder().name("u").addresses([Address::builder().email("a")]));
        session.commit().await?;
        let mut session = db.session();
        let user = session.query(User).one().await?;
        db.log.take();
        session.delete(&user).await?;
        assert!(db.log.take().is_empty());
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT addresses", "UPDATE addresses", "DELETE users"]);
    }

    // SQLAlchemy sends the UPDATE and lets the database refuse it; here nothing is written.
    async fn case_23_children_that_need_their_parent_keep_it(db: &TestDb) {
        db.create(&metadata![Owner, Pet, Licence]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("o").licences([Licence::builder()]));
        session.commit().await?;
        session.delete(&owner).await?;
        db.log.take();
        let error = session.flush().await.unwrap_err().to_string();
        assert!(db.log.take().iter().all(|sql| sql.starts_with("SELECT")));
        for remedy in ["delete its `licences` first", "cascade = \"all\"", "on_delete = \"cascade\""] {
            assert!(error.contains(remedy), "{error}");
        }
        session.rollback().await?;
        assert_eq!(Instance::lifecycle(&owner), Lifecycle::Persistent);
        assert_eq!(session.query(Licence).count().await?, 1);
    }

    async fn case_24_a_cascade_is_decided_when_delete_is_called(db: &TestDb) {
        db.create(&metadata![Owner, Pet, Licence]).await?;
        let mut session = db.session();
        session.add(Owner::builder().name("o").pets([Pet::builder().name("a"), Pet::builder().name("b")]));
        session.commit().await?;
        let mut session = db.session();
        let owner = session.get(Owner, 1).await?.expect("a row");
        db.log.take();
        session.delete(&owner).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT pets"]);
        assert_eq!(session.deleted().len(), 3);
        let pets = session.deleted().of(Pet);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT licences", "DELETE pets", "DELETE owners"]);
        assert!(pets.iter().all(|pet| Instance::lifecycle(pet) == Lifecycle::Deleted));
        session.commit().await?;
        assert!(pets.iter().all(|pet| Instance::lifecycle(pet) == Lifecycle::Detached));
    }

    async fn case_24b_a_cascade_takes_one_statement_per_level_whatever_the_number_of_parents(db: &TestDb) {
        db.create(&metadata![Owner, Pet, Licence]).await?;
        let mut session = db.session();
        session.add_all((0..40).map(|i| {
            Owner::builder().name(format!("{i}")).pets((0..3).map(|n| Pet::builder().name(format!("{i}.{n}"))))
        }));
        session.commit().await?;
        let mut session = db.session();
        let owners = session.query(Owner).all().await?;
        db.log.take();
        session.delete_all(&owners).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT pets"]);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT licences", "DELETE pets", "DELETE owners"]);
    }

    async fn case_26_a_pending_orphan_is_not_inserted(db: &TestDb) {
        db.create(&metadata![Owner, Pet, Licence]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("o"));
        session.commit().await?;
        session.load(&owner, Owner::pets).await?;
        session.commit().await?;
        let pet = owner.pets.push(Pet::builder().name("p"));
        assert_eq!(Instance::lifecycle(&pet), Lifecycle::Pending);
        assert!(owner.pets.remove(&pet));
        db.log.take_all();
        session.flush().await?;
        assert_eq!(db.log.take_all(), Vec::<String>::new());
        assert_eq!(Instance::lifecycle(&pet), Lifecycle::Transient);
    }

    async fn case_27_a_persistent_orphan_is_deleted_by_the_flush(db: &TestDb) {
        db.create(&metadata![Owner, Pet, Licence]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("o").pets([Pet::builder().name("p")]));
        session.commit().await?;
        let pet = session.load(&owner, Owner::pets).await?[0].clone();
        owner.pets.remove(&pet);
        assert!(session.deleted().is_empty());
        db.log.take();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE pets"]);
        assert_eq!(Instance::lifecycle(&pet), Lifecycle::Deleted);
    }

    // SQLAlchemy deletes it when reading the second collection flushes in between.
    async fn case_28_a_child_that_moves_is_no_orphan(db: &TestDb) {
        db.create(&metadata![Owner, Pet, Licence]).await?;
        let mut session = db.session();
        let (a, b) = session.add_all((Owner::builder().name("a").pets([Pet::builder().name("p")]), Owner::builder().name("b")));
        session.commit().await?;
        let pet = session.load(&a, Owner::pets).await?[0].clone();
        a.pets.remove(&pet);
        b.pets.push(&pet);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE pets"]);
        assert_eq!(pet.owner_id, b.id);
        pet.owner.set(&a);
        session.commit().await?;
        assert_eq!((pet.owner_id, Instance::lifecycle(&pet)), (a.id, Lifecycle::Persistent));
    }
}
