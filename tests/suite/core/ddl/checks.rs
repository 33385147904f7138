//! CHECK constraints.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Clone, Debug)]
#[model(
    table = "rooms",
    check(expr = Room::first.le(Room::last)),
    check(expr = Room::first.le(Room::last) | Room::name.is_null(), name = "it's \"named\""),
    check(expr = Room::last.lt(1000) & Room::seats.ne(13))
)]
pub struct Room {
    #[column(primary_key)]
    pub id: i64,
    #[column(check = Room::seats.gt(0))]
    pub seats: i32,
    pub first: i32,
    pub last: i32,
    #[column(length = 20, check = Room::name.in_(["a", "it's", r"b\c"]) & Room::name.ne("_%"))]
    pub name: Option<String>,
    #[column(default = true, check = Room::open)]
    pub open: bool,
}

fn room() -> Room {
    Room { id: 0, seats: 1, first: 1, last: 2, name: Some("a".to_owned()), open: true }
}

async fn violated(db: &TestDb, row: Room) -> orm::Result<Option<String>> {
    let mut conn = db.engine.acquire().await?;
    let Err(error) = conn.execute(insert(Room).values([row])).await else { return Ok(None) };
    assert!(error.is_check_violation(), "{error}");
    Ok(error.constraint().map(str::to_owned))
}

db_test! {
    async fn a_check_refuses_rows_and_is_named_by_its_columns(db: &TestDb) {
        db.create(&metadata![Room]).await?;
        assert_eq!(violated(db, room()).await?, None);
        assert_eq!(violated(db, Room { seats: 0, ..room() }).await?.as_deref(), Some("ck_rooms_seats"));
        assert_eq!(violated(db, Room { name: Some("z".to_owned()), ..room() }).await?.as_deref(), Some("ck_rooms_name"));
        assert_eq!(violated(db, Room { open: false, ..room() }).await?.as_deref(), Some("ck_rooms_open"));
        assert_eq!(violated(db, Room { seats: 13, ..room() }).await?.as_deref(), Some("ck_rooms_last_seats"));
        let order = violated(db, Room { first: 3, name: None, ..room() }).await?;
        assert_eq!(order.as_deref(), Some("ck_rooms_first_last"));
    }

    async fn a_check_passes_what_is_null(db: &TestDb) {
        db.create(&metadata![Room]).await?;
        assert_eq!(violated(db, Room { name: None, ..room() }).await?, None);
    }

    async fn literals_in_a_check_are_what_they_were(db: &TestDb) {
        db.create(&metadata![Room]).await?;
        for name in ["a", "it's", r"b\c"] {
            assert_eq!(violated(db, Room { name: Some(name.to_owned()), ..room() }).await?, None);
        }
    }
}

#[test]
fn several_checks_on_the_same_columns_are_numbered() {
    use orm::core::schema::{CheckConstraint, ColumnDef, NamingConvention, Table, own_column};
    let seats = || own_column::<i32>("seats");
    let table = Table::new("rooms")
        .column(ColumnDef::new::<i32>("seats").check(CheckConstraint::new(seats().gt(0))))
        .check(CheckConstraint::new(seats().lt(10)))
        .check(CheckConstraint::new(text("1 = 1").expr::<bool>()))
        .check(CheckConstraint::new(seats().ne(5)));
    assert_eq!(
        NamingConvention::DEFAULT.checks_of(&table),
        ["ck_rooms_seats", "ck_rooms_seats_2", "ck_rooms", "ck_rooms_seats_3"]
    );
}
