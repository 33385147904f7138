//! Foreign keys that spell the key of their parent otherwise, where the database takes the two for equal.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

/// A text in which case does not matter.
#[derive(SqlType, Clone, Debug, Default, PartialEq, Eq, Hash)]
#[sql_type(
    length = 50,
    sqlite = "TEXT COLLATE NOCASE",
    postgres = "CITEXT",
    mysql = "VARCHAR(50) COLLATE utf8mb4_general_ci"
)]
struct Nick(String);

#[derive(Model, Debug)]
#[model(table = "owners")]
struct Owner {
    #[column(primary_key)]
    nick: Nick,
    #[relationship(back_populates = "owner", order_by = Pet::id)]
    pets: HasMany<Pet>,
    #[relationship(secondary = Walk, order_by = Park::id)]
    parks: HasMany<Park>,
}

#[derive(Model, Debug)]
#[model(table = "pets")]
struct Pet {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::nick)]
    owner_nick: Option<Nick>,
    #[relationship(back_populates = "pets")]
    owner: BelongsTo<Option<Owner>>,
}

#[derive(Model, Debug)]
#[model(table = "parks")]
struct Park {
    #[column(primary_key)]
    id: i64,
}

#[derive(Model, Debug)]
#[model(table = "walks")]
struct Walk {
    #[column(primary_key, foreign_key = Owner::nick)]
    owner_nick: Nick,
    #[column(primary_key, foreign_key = Park::id)]
    park_id: i64,
}

fn nick(nick: &str) -> Nick {
    Nick(nick.to_owned())
}

/// Two owners and four pets, whose foreign keys are as in the list.
async fn pets(db: &TestDb, spelled: [&str; 4]) -> orm::Result<Session> {
    db.extension("citext").await?;
    db.create(&metadata![Owner, Pet, Park, Walk]).await?;
    let mut session = db.session();
    session.add_all([Owner::builder().nick(nick("Ann")), Owner::builder().nick(nick("Zoë"))]);
    session.flush().await?;
    session.add_all(spelled.map(|name| Pet::builder().owner_nick(nick(name))));
    session.add_all([Park::builder().id(1), Park::builder().id(2)]);
    session.flush().await?;
    session.add_all([
        Walk::builder().owner_nick(nick("ANN")).park_id(1),
        Walk::builder().owner_nick(nick("ann")).park_id(2),
    ]);
    session.commit().await?;
    session.expunge_all();
    db.log.take();
    Ok(session)
}

db_test! {
    async fn collections_find_every_child(db: &TestDb) {
        let mut session = pets(db, ["ANN", "Ann", "ann", "zoë"]).await?;
        let owners = session.scalars(select(Owner).order_by(Owner::nick).options(selectinload(Owner::pets))).all().await?;
        let ids = |owner: &Owner| Ok::<_, orm::Error>(owner.pets.get()?.iter().map(|pet| pet.id).collect::<Vec<_>>());
        assert_eq!((ids(&owners[0])?, ids(&owners[1])?), (vec![1, 2, 3], vec![4]));
        // What only one owner can be meant by needs no further question; a text that is not plain may be equal to anything.
        let statements = db.log.take().len();
        assert!(statements <= 4, "{statements}");
    }

    async fn references_find_their_parent(db: &TestDb) {
        let mut session = pets(db, ["ANN", "Ann", "ann", "zoë"]).await?;
        let pets = session.scalars(select(Pet).order_by(Pet::id).options(selectinload(Pet::owner))).all().await?;
        for pet in &pets {
            let owner = pet.owner.get()?.ok_or("no owner")?;
            assert_eq!(owner.nick.0.to_lowercase(), pet.owner_nick.clone().ok_or("no nick")?.0.to_lowercase());
        }
        session.expunge_all();
        for pet in session.scalars(select(Pet).order_by(Pet::id)).all().await? {
            assert!(session.load(&pet, Pet::owner).await?.is_some());
        }
    }

    async fn links_are_found(db: &TestDb) {
        let mut session = pets(db, ["ANN", "Ann", "ann", "zoë"]).await?;
        let owners = session.scalars(select(Owner).order_by(Owner::nick).options(selectinload(Owner::parks))).all().await?;
        assert_eq!((owners[0].parks.get()?.len(), owners[1].parks.get()?.len()), (2, 0));
    }

    async fn a_deleted_parent_lets_go_of_all(db: &TestDb) {
        let mut session = pets(db, ["ANN", "Ann", "ann", "zoë"]).await?;
        let ann = session.get_one(Owner, nick("Ann")).await?;
        session.execute(delete(Walk)).await?;
        session.delete(&ann).await?;
        session.commit().await?;
        let nicks: Vec<Option<Nick>> = session.scalars(select(Pet::owner_nick).order_by(Pet::id)).all().await?;
        assert_eq!(nicks, [None, None, None, Some(nick("zoë"))]);
    }
}
