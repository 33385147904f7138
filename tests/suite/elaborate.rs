//! The models of `orm_tests::elaborate`, in databases.

use orm::prelude::*;
use orm_tests::db_test;
use orm_tests::elaborate::{Badge, Crate, Everything, Letter, Names, Person, Shelf, unnameable};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day")
}

db_test! {
    async fn all_kinds_of_columns(db: &TestDb) {
        db.create(&metadata![Everything]).await?;
        let mut session = db.session();
        let noon = NaiveTime::from_hms_opt(12, 0, 0).expect("a time");
        let one = session.add(
            Everything::builder()
                .id(7)
                .tiny(i8::MIN)
                .small(i16::MIN)
                .medium(i32::MIN)
                .unsigned_tiny(u8::MAX)
                .unsigned_small(u16::MAX)
                .unsigned_medium(u32::MAX)
                .unsigned_large(i64::MAX as u64)
                .single(0.5)
                .name("é")
                .bytes(&[0_u8, 255][..])
                .money(Decimal::new(12_345, 4))
                .day(day())
                .time(noon),
        );
        session.flush().await?;
        assert_eq!((one.id, one.large, one.double, one.flag, one.text.as_str()), (7, 1 << 40, None, true, "ab"));
        assert_eq!(one.local.and_utc().timestamp() / 60, one.at.timestamp() / 60);
        session.commit().await?;
        let mut other = db.session();
        let read = other.get(Everything, 7).await?.expect("row");
        assert_eq!(*read, *one);
        let table = <Everything as orm::core::Mapped>::table();
        assert_eq!(table.columns[3].name, "mid");
        assert_eq!(table.columns[3].field, "medium");
        let indexes: Vec<_> = table.indexes.iter().map(|index| (index.columns.join(", "), index.name.as_deref(), index.unique)).collect();
        assert_eq!(indexes[0], ("name".to_owned(), None, false));
        assert_eq!(indexes[1], ("day, time".to_owned(), None, false));
        assert_eq!(indexes[2], ("local, at".to_owned(), Some("ix_everything_time"), true));
    }

    async fn all_kinds_of_relationships(db: &TestDb) {
        db.create(&metadata![Person, Badge, Letter]).await?;
        let mut session = db.session();
        let boss = session.add(Person::builder().r#type("boss").staff([
            Person::builder().r#type("clerk"),
            Person::builder().r#type("clerk").badge(Badge::builder().number(3_u32)),
        ]));
        session.commit().await?;
        let staff = boss.staff.get()?;
        session.add(Letter::builder().sender(&staff[0]).receiver(&staff[1]));
        session.commit().await?;

        let mut session = db.session();
        let people = session.scalars(
            select(Person)
                .order_by(Person::id)
                .options(selectinload(Person::staff).selectinload(Person::badge))
                .options(selectinload(Person::received).selectinload(Letter::sender)),
        ).all().await?;
        let staff = people[0].staff.get()?;
        // Within a type, the last comes first.
        assert_eq!(staff.iter().map(|person| person.id).collect::<Vec<_>>(), [people[2].id, people[1].id]);
        assert_eq!(staff[0].badge.get()?.expect("badge").number_and_color(), (3, "blue"));
        assert!(staff[1].badge.get()?.is_none());
        assert_eq!(staff[0].received.get()?[0].sender.get()?.id, people[1].id);
        assert!(people[0].boss.get().is_err());
    }

    async fn keys_of_three_columns(db: &TestDb) {
        db.create(&metadata![Shelf, Crate]).await?;
        let mut session = db.session();
        let shelf = Shelf { hall: 1, row: "A".into(), since: day(), boxes: HasMany::default() };
        let shelf = session.add(shelf);
        let one = shelf.boxes.push(Crate::builder());
        session.commit().await?;
        assert_eq!((one.hall, one.row.as_str(), one.since), (1, "A", day()));
        let mut session = db.session();
        let shelf = session.get(Shelf, (1_i16, "A", day())).await?.expect("row");
        assert_eq!(session.load(&shelf, Shelf::boxes).await?[0].id, one.id);
    }

    async fn any_name(db: &TestDb) {
        db.create(&metadata![Names]).await?;
        let mut session = db.session();
        let names = Names::builder().prelude(Decimal::ONE).orm("x").S0(0).m(1).value(2).model(3).columns(4);
        let names = session.add(names);
        session.commit().await?;
        let sum = select(Names::m + Names::value + Names::model + Names::columns).filter(Names::at.eq(names.at));
        let sum: i32 = session.scalar(sum).await?;
        assert_eq!(sum, 10);
    }
}

#[test]
fn models_that_cannot_be_named() {
    let columns = ["id", "text", "person_id", "id", "secret_id"];
    assert_eq!(unnameable(), [&columns[..], &["hush", "0", "0"]].concat());
}
