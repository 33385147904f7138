//! Bulk statements that change a key: what the database does to the rows that reference it, it does to their instances.

use orm::prelude::*;
use orm::session::Synchronize;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "firms")]
struct Firm {
    #[column(primary_key, length = 20)]
    code: String,
    #[relationship(back_populates = "firm", order_by = Order::id)]
    orders: HasMany<Order>,
    #[relationship(back_populates = "firm", order_by = Seat::number)]
    seats: HasMany<Seat>,
    #[relationship(back_populates = "firm", order_by = Note::id)]
    notes: HasMany<Note>,
}

#[derive(Model, Debug)]
#[model(table = "orders")]
struct Order {
    #[column(primary_key)]
    id: i64,
    text: Option<String>,
    #[column(foreign_key = Firm::code, on_update = "cascade", length = 20)]
    firm_code: String,
    #[relationship(back_populates = "orders")]
    firm: BelongsTo<Firm>,
}

/// The foreign key is part of its own key.
#[derive(Model, Debug)]
#[model(table = "seats")]
struct Seat {
    #[column(primary_key, foreign_key = Firm::code, on_update = "cascade", length = 20)]
    firm_code: String,
    #[column(primary_key)]
    number: i64,
    text: Option<String>,
    #[relationship(back_populates = "seats")]
    firm: BelongsTo<Firm>,
}

#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Firm::code, on_update = "set null", length = 20)]
    firm_code: Option<String>,
    #[relationship(back_populates = "notes")]
    firm: BelongsTo<Option<Firm>>,
}

type Loaded = (Session, Instance<Firm>, Instance<Order>, Instance<Seat>, Instance<Note>);

/// A firm with an order, a seat and a note, all of them loaded.
async fn firm(db: &TestDb) -> orm::Result<Loaded> {
    db.create(&metadata![Firm, Order, Seat, Note]).await?;
    let mut session = db.session();
    let parts = Firm::builder().code("a").orders([Order::builder()]).seats([Seat::builder().number(1)]);
    session.add(parts.notes([Note::builder()]));
    session.commit().await?;
    let mut session = db.session();
    let all = select(Firm).options(selectinload(Firm::orders)).options(selectinload(Firm::seats));
    let a = session.scalars(all.options(selectinload(Firm::notes))).one().await?;
    let (order, seat, note) = (a.orders.get()?[0].clone(), a.seats.get()?[0].clone(), a.notes.get()?[0].clone());
    Ok((session, a, order, seat, note))
}

db_test! {
    async fn children_follow(db: &TestDb) {
        let (mut session, a, order, seat, note) = firm(db).await?;
        db.log.take();
        session.execute(update(Firm).filter(Firm::code.eq("a")).set(Firm::code, "z")).await?;
        assert_eq!(db.log.take().len(), 1);
        assert_eq!((&*a.code, &*order.firm_code, &*seat.firm_code, note.firm_code.as_deref()), ("z", "z", "z", None));
        assert!(Instance::ptr_eq(&order.firm.get()?, &a) && Instance::ptr_eq(&seat.firm.get()?, &a));
        assert_eq!((a.orders.get()?.len(), a.seats.get()?.len(), a.notes.get()?.len()), (1, 1, 0));
        let again = session.get_one(Seat, ("z", 1)).await?;
        assert!(Instance::ptr_eq(&again, &seat));
        order.set(Order::text, "edited");
        seat.set(Seat::text, "edited");
        session.commit().await?;
        assert_eq!(session.query(Seat).filter(Seat::firm_code.eq("z") & Seat::text.eq("edited")).count().await?, 1);
    }

    async fn a_rollback_takes_them_back(db: &TestDb) {
        let (mut session, a, order, seat, note) = firm(db).await?;
        session.execute(update(Firm).filter(Firm::code.eq("a")).set(Firm::code, "z")).await?;
        session.rollback().await?;
        assert_eq!((&*a.code, &*order.firm_code, &*seat.firm_code, note.firm_code.as_deref()), ("a", "a", "a", Some("a")));
        assert!(a.notes.get().map_or(true, |notes| notes.len() == 1));
        assert!(Instance::ptr_eq(&session.get_one(Seat, ("a", 1)).await?, &seat));
        seat.set(Seat::text, "edited");
        session.commit().await?;
    }

    async fn where_the_new_key_is_not_known_they_are_stale(db: &TestDb) {
        for how in [Synchronize::Auto, Synchronize::Fetch, Synchronize::Stale] {
            let (mut session, _a, order, _seat, note) = firm(db).await?;
            session.execute(update(Firm).set(Firm::code, func::upper(Firm::code))).synchronize(how).await?;
            session.query(Order).all().await?;
            session.query(Note).all().await?;
            assert_eq!((&*order.firm_code, note.firm_code.as_deref()), ("A", None), "{how:?}");
            order.set(Order::text, "edited");
            session.commit().await?;
            assert_eq!(session.load(&order, Order::firm).await?.code, "A");
            drop(session);
            metadata![Firm, Order, Seat, Note].drop_all(&db.engine).await?;
        }
    }

    async fn those_of_rows_that_are_not_in_memory_are_stale(db: &TestDb) {
        drop(firm(db).await?);
        let mut session = db.session();
        let order = session.query(Order).one().await?;
        session.execute(update(Firm).filter(Firm::code.eq("a")).set(Firm::code, "z")).await?;
        session.query(Order).all().await?;
        assert_eq!(order.firm_code, "z");
    }

    async fn as_they_do_after_an_update_with_returning(db: &TestDb) {
        if !db.engine.dialect().capabilities.update_returning {
            return Ok(());
        }
        let (mut session, a, order, seat, _note) = firm(db).await?;
        session.set_autoflush(false);
        order.set(Order::text, "not flushed");
        let z = session.execute(update(Firm).filter(Firm::code.eq("a")).set(Firm::code, "z").returning(Firm::code)).all().await?;
        assert_eq!(z, ["z"]);
        assert_eq!((&*a.code, &*order.firm_code, &*seat.firm_code), ("z", "z", "z"));
        session.commit().await?;
        assert_eq!(order.text.as_deref(), Some("not flushed"));
    }
}
