//! `on_delete` of a foreign key: what the database does to children, and what it leaves to the session.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Debug)]
#[model(table = "owners")]
struct Owner {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "owner", order_by = Note::id)]
    notes: HasMany<Note>,
    #[relationship(back_populates = "owner")]
    parts: HasMany<Part>,
    #[relationship(back_populates = "owner")]
    remarks: WriteOnly<Remark>,
}

#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id, on_delete = "restrict")]
    owner_id: Option<i64>,
    #[relationship(back_populates = "notes")]
    owner: BelongsTo<Option<Owner>>,
}

#[derive(Model, Debug)]
#[model(table = "parts")]
struct Part {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id, on_delete = "restrict")]
    owner_id: i64,
    #[relationship(back_populates = "parts")]
    owner: BelongsTo<Owner>,
}

#[derive(Model, Debug)]
#[model(table = "remarks")]
struct Remark {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id, on_delete = "no action")]
    owner_id: Option<i64>,
    #[relationship(back_populates = "remarks")]
    owner: BelongsTo<Option<Owner>>,
}

#[derive(Model, Debug)]
#[model(table = "devices")]
struct Device {
    #[column(primary_key)]
    id: Uuid,
    #[relationship(back_populates = "device")]
    events: WriteOnly<DeviceEvent>,
}

#[derive(Model, Debug)]
#[model(table = "device_events")]
struct DeviceEvent {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Device::id)]
    device_id: Option<Uuid>,
    #[relationship(back_populates = "events")]
    device: BelongsTo<Option<Device>>,
}

#[derive(Model, Debug)]
#[model(table = "teams")]
struct Team {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "team", order_by = Player::id)]
    players: HasMany<Player>,
}

#[derive(Model, Debug)]
#[model(table = "players")]
struct Player {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Team::id, on_delete = "set default", server_default = 1)]
    team_id: i64,
    #[relationship(back_populates = "players")]
    team: BelongsTo<Team>,
}

#[derive(Model, Debug)]
#[model(table = "shops")]
struct Shop {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "shop", order_by = Visit::id)]
    visits: HasMany<Visit>,
}

#[derive(Model, Debug)]
#[model(table = "visits")]
struct Visit {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Shop::id, on_delete = "set null")]
    shop_id: Option<i64>,
    #[relationship(back_populates = "visits")]
    shop: BelongsTo<Option<Shop>>,
}

/// Deletes a shop, whose visits are nobody's then.
async fn erase(session: &mut Session, shop: &Instance<Shop>, bulk: bool) -> orm::Result<()> {
    let visits = session.load(shop, Shop::visits).await?;
    if bulk {
        session.execute(delete(Shop).filter(Shop::id.eq(shop.id))).await?;
    } else {
        session.delete(shop).await?;
        session.flush().await?;
    }
    assert!(visits.iter().all(|visit| visit.shop_id.is_none()));
    Ok(())
}

db_test! {
    async fn a_rollback_brings_back_what_the_database_released(db: &TestDb) {
        db.create(&metadata![Shop, Visit]).await?;
        let mut session = db.session();
        let shop = session.add(Shop::builder().visits([Visit::builder(), Visit::builder()]));
        session.commit().await?;
        let mut other = db.session();
        let same = other.scalars(select(Shop).options(selectinload(Shop::visits))).one().await?;
        other.commit().await?;
        for (loaded_from_rows, (mut session, shop)) in [(false, (session, shop)), (true, (other, same))] {
            let visits: Vec<_> = shop.visits.get()?.iter().cloned().collect();
            for nested in [true, false] {
                for bulk in [false, true] {
                    if nested {
                        let mut nested = session.begin_nested().await?;
                        erase(&mut nested, &shop, bulk).await?;
                        nested.rollback().await?;
                    } else {
                        erase(&mut session, &shop, bulk).await?;
                        session.rollback().await?;
                    }
                    let case = format!("from rows: {loaded_from_rows}, savepoint: {nested}, bulk: {bulk}");
                    assert_eq!(shop.visits.get()?.len(), 2, "{case}");
                    for visit in &visits {
                        assert_eq!(visit.shop_id, Some(shop.id), "{case}");
                        let led = session.load(visit, Visit::shop).await?.expect("a shop");
                        assert!(Instance::ptr_eq(&led, &shop), "{case}");
                    }
                }
            }
        }
    }

    async fn restrict_and_no_action_leave_children_to_the_session(db: &TestDb) {
        db.create(&metadata![Owner, Note, Part, Remark]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().notes([Note::builder()]));
        session.flush().await?;
        owner.remarks.push(Remark::builder());
        session.commit().await?;
        session.delete(&owner).await?;
        session.commit().await?;
        assert_eq!(session.query(Note).filter(Note::owner_id.is_null()).count().await?, 1);
        assert_eq!(session.query(Remark).filter(Remark::owner_id.is_null()).count().await?, 1);
    }

    async fn a_child_that_needs_its_owner_is_a_refusal_before_anything_is_written(db: &TestDb) {
        db.create(&metadata![Owner, Note, Part, Remark]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().notes([Note::builder()]).parts([Part::builder()]));
        session.commit().await?;
        session.load(&owner, Owner::notes).await?;
        session.load(&owner, Owner::parts).await?;
        session.delete(&owner).await?;
        db.log.take();
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("`Part::owner_id` still references"), "{error}");
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn members_of_any_key_type_are_released(db: &TestDb) {
        db.create(&metadata![Device, DeviceEvent]).await?;
        let mut session = db.session();
        let device = session.add(Device::builder().id(Uuid::from_u128(7)));
        session.flush().await?;
        device.events.push(DeviceEvent::builder());
        session.commit().await?;
        session.delete(&device).await?;
        session.commit().await?;
        assert_eq!(session.query(DeviceEvent).filter(DeviceEvent::device_id.is_null()).count().await?, 1);
    }

    async fn set_default_is_followed(db: &TestDb) {
        // MySQL and MariaDB have no such action.
        if matches!(db.backend, Backend::MariaDb | Backend::MySql) {
            return Ok(());
        }
        db.create(&metadata![Team, Player]).await?;
        let mut session = db.session();
        let (first, second) = session.add_all((Team::builder().id(1), Team::builder().id(2)));
        session.flush().await?;
        let player = second.players.push(Player::builder());
        session.commit().await?;
        assert_eq!(player.team_id, 2);
        session.delete(&second).await?;
        session.flush().await?;
        let again = session.get_one(Player, player.id).await?;
        assert_eq!((again.team_id, player.team_id), (1, 1));
        session.load(&player, Player::team).await?;
        assert!(Instance::ptr_eq(&player.team.get()?, &first));
        session.commit().await?;
    }
}
