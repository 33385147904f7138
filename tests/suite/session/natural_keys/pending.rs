//! A key that has been edited and not flushed: what leads to the row leads to the key that the database has.

use orm::prelude::*;
use orm_tests::{TestDb, TestResult, db_test};

#[derive(Model, Debug)]
#[model(table = "firms")]
struct Firm {
    #[column(primary_key, length = 20)]
    code: String,
    #[relationship(back_populates = "firm", cascade = "all, delete-orphan", order_by = Order::id)]
    orders: HasMany<Order>,
    #[relationship(back_populates = "firm")]
    notes: HasMany<Note>,
    #[relationship(back_populates = "firm")]
    logo: HasOne<Logo>,
}

#[derive(Model, Debug)]
#[model(table = "orders")]
struct Order {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Firm::code, on_update = "cascade", length = 20)]
    firm_code: String,
    #[relationship(back_populates = "orders")]
    firm: BelongsTo<Firm>,
}

#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Firm::code, length = 20)]
    firm_code: Option<String>,
    #[relationship(back_populates = "notes")]
    firm: BelongsTo<Option<Firm>>,
}

#[derive(Model, Debug)]
#[model(table = "logos")]
struct Logo {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Firm::code, on_update = "cascade", unique, length = 20)]
    firm_code: Option<String>,
    #[relationship(back_populates = "logo")]
    firm: BelongsTo<Option<Firm>>,
}

/// Firms `a`, with an order, a note and a logo, and `b`, with two orders and a note.
async fn firms(db: &TestDb) -> TestResult {
    db.create(&metadata![Firm, Order, Note, Logo]).await?;
    let mut session = db.session();
    session.add(Firm::builder().code("a").orders([Order::builder()]).notes([Note::builder()]).logo(Logo::builder()));
    session.add(Firm::builder().code("b").orders([Order::builder(), Order::builder()]).notes([Note::builder()]));
    session.commit().await?;
    Ok(())
}

async fn left(session: &mut Session) -> orm::Result<(Vec<String>, Vec<Option<String>>)> {
    let orders = session.scalars(select(Order::firm_code).order_by(Order::id)).all().await?;
    Ok((orders, session.scalars(select(Note::firm_code).order_by(Note::id)).all().await?))
}

db_test! {
    async fn a_row_that_is_renamed_and_deleted_takes_its_own_children_along(db: &TestDb) {
        firms(db).await?;
        let mut session = db.session();
        let a = session.get_one(Firm, "a").await?;
        a.set(Firm::code, "b");
        session.delete(&a).await?;
        assert_eq!(session.deleted().of(Order).len(), 1);
        session.commit().await?;
        assert_eq!(left(&mut session).await?, (vec!["b".into(), "b".into()], vec![None, Some("b".into())]));
    }

    async fn another_that_is_renamed_to_it_does_not_lose_its_children(db: &TestDb) {
        firms(db).await?;
        let mut session = db.session();
        let (a, b) = (session.get_one(Firm, "a").await?, session.get_one(Firm, "b").await?);
        b.set(Firm::code, "c");
        session.flush().await?;
        a.set(Firm::code, "c");
        session.delete(&a).await?;
        session.commit().await?;
        assert_eq!(left(&mut session).await?, (vec!["c".into(), "c".into()], vec![None, Some("c".into())]));
    }

    async fn a_new_row_of_the_key_does_not_get_the_children(db: &TestDb) {
        firms(db).await?;
        let mut session = db.session();
        let a = session.get_one(Firm, "a").await?;
        a.set(Firm::code, "x");
        session.delete(&a).await?;
        let new = session.add(Firm::builder().code("a"));
        session.commit().await?;
        assert!(new.orders.get()?.is_empty() && new.notes.get()?.is_empty());
        assert_eq!(left(&mut session).await?, (vec!["b".into(), "b".into()], vec![None, Some("b".into())]));
    }

    async fn a_child_that_moves_by_value_is_left_alone(db: &TestDb) {
        firms(db).await?;
        let mut session = db.session();
        session.set_autoflush(false);
        let a = session.get_one(Firm, "a").await?;
        let order = session.query(Order).filter(Order::firm_code.eq("a")).one().await?;
        order.set(Order::firm_code, "b");
        session.delete(&a).await?;
        session.commit().await?;
        assert_eq!(left(&mut session).await?.0, ["b"; 3]);
    }

    async fn a_one_to_one_is_replaced_while_its_owner_is_renamed(db: &TestDb) {
        firms(db).await?;
        for loaded in [false, true] {
            let mut session = db.session();
            let firm = session.query(Firm).filter(Firm::code.ne("b")).one().await?;
            if loaded {
                session.load(&firm, Firm::logo).await?;
            }
            firm.set(Firm::code, format!("renamed {loaded}"));
            let logo = firm.logo.set(Logo::builder());
            session.commit().await?;
            let stored = session.execute(select((Logo::id, Logo::firm_code)).order_by(Logo::id)).all().await?;
            let with_firm: Vec<_> = stored.into_iter().filter(|(_, code)| code.is_some()).collect();
            assert_eq!(with_firm, [(logo.id, Some(firm.code.clone()))], "loaded: {loaded}");
        }
    }

    async fn a_copy_by_make_transient_takes_the_children_that_it_has(db: &TestDb) {
        firms(db).await?;
        let mut session = db.session();
        let firm = session.scalars(select(Firm).options(selectinload(Firm::orders)).filter(Firm::code.eq("b"))).one().await?;
        session.make_transient(&firm)?;
        firm.set(Firm::code, "copy");
        session.add(&firm);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT firms", "UPDATE orders"]);
        assert_eq!(firm.orders.get()?.len(), 2);
        assert_eq!(left(&mut session).await?.0, ["a", "copy", "copy"]);
    }
}
