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

db_test! {
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
