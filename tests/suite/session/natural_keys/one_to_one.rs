//! One-to-one relationships that change in the flush in which the key of their owner does.

use orm::prelude::*;
use orm_tests::{TestDb, TestResult, db_test};

#[derive(Model, Debug)]
#[model(table = "firms")]
struct Firm {
    #[column(primary_key, length = 20)]
    code: String,
    #[relationship(back_populates = "firm")]
    logo: HasOne<Logo>,
    #[relationship(back_populates = "firm")]
    sign: HasOne<Sign>,
    #[relationship(back_populates = "firm", cascade = "all")]
    desks: HasMany<Desk>,
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

/// Nothing but the session sees to it that there is one.
#[derive(Model, Debug)]
#[model(table = "signs")]
struct Sign {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Firm::code, on_update = "cascade", length = 20)]
    firm_code: Option<String>,
    #[relationship(back_populates = "sign")]
    firm: BelongsTo<Option<Firm>>,
}

/// A unique key of which the foreign key is a part.
#[derive(Model, Debug)]
#[model(table = "desks", unique(firm_code, number))]
struct Desk {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Firm::code, on_update = "cascade", length = 20)]
    firm_code: String,
    number: Option<i32>,
    #[relationship(back_populates = "desks")]
    firm: BelongsTo<Firm>,
}

/// A firm with everything, and a logo and a sign that are nobody's. The ids of the latter are lower where they `come_first`.
async fn firm(db: &TestDb, come_first: bool) -> TestResult {
    db.create(&metadata![Firm, Logo, Sign, Desk]).await?;
    let mut session = db.session();
    for spare in [come_first, !come_first] {
        if spare {
            session.add_all((Logo::builder(), Sign::builder()));
        } else {
            let desks = [1, 2].map(|number| Desk::builder().number(number));
            session.add(Firm::builder().code("a").logo(Logo::builder()).sign(Sign::builder()).desks(desks));
        }
        session.flush().await?;
    }
    session.commit().await?;
    Ok(())
}

/// The ids of the logos and signs that belong to a firm.
async fn with_firm(session: &mut Session, code: &str) -> orm::Result<(Vec<i64>, Vec<i64>)> {
    let logos = session.scalars(select(Logo::id).filter(Logo::firm_code.eq(code))).all().await?;
    let signs = session.scalars(select(Sign::id).filter(Sign::firm_code.eq(code))).all().await?;
    let others = session.query(Logo).filter(Logo::firm_code.ne(code)).count().await?;
    assert_eq!(others, 0);
    Ok((logos, signs))
}

async fn replaced(db: &TestDb, come_first: bool, loaded: bool) -> TestResult {
    firm(db, come_first).await?;
    let mut session = db.session();
    let a = session.get_one(Firm, "a").await?;
    let logo = session.query(Logo).filter(Logo::firm_code.is_null()).one().await?;
    let sign = session.query(Sign).filter(Sign::firm_code.is_null()).one().await?;
    if loaded {
        session.load(&a, Firm::logo).await?;
        session.load(&a, Firm::sign).await?;
    }
    a.set(Firm::code, "b");
    a.logo.set(&logo);
    a.sign.set(&sign);
    session.commit().await?;
    assert_eq!(with_firm(&mut session, "b").await?, (vec![logo.id], vec![sign.id]));
    assert_eq!((logo.firm_code.as_deref(), sign.firm_code.as_deref()), (Some("b"), Some("b")));
    let before = session.statement_count();
    session.flush().await?;
    assert_eq!(session.statement_count(), before, "nothing is left to be written");
    Ok(())
}

db_test! {
    async fn one_of_a_lower_key_replaces_what_is_loaded(db: &TestDb) {
        replaced(db, true, true).await?;
    }

    async fn one_of_a_higher_key_replaces_what_is_loaded(db: &TestDb) {
        replaced(db, false, true).await?;
    }

    async fn one_of_a_lower_key_replaces_what_is_not_loaded(db: &TestDb) {
        replaced(db, true, false).await?;
    }

    async fn one_of_a_higher_key_replaces_what_is_not_loaded(db: &TestDb) {
        replaced(db, false, false).await?;
    }

    async fn a_new_one_replaces_one_that_is_deleted(db: &TestDb) {
        firm(db, false).await?;
        let mut session = db.session();
        let a = session.get_one(Firm, "a").await?;
        let old = session.load(&a, Firm::logo).await?.expect("a logo");
        a.set(Firm::code, "b");
        session.delete(&old).await?;
        let new = a.logo.set(Logo::builder());
        session.commit().await?;
        assert_eq!(with_firm(&mut session, "b").await?.0, [new.id]);
    }

    async fn a_new_child_takes_what_a_deleted_one_gives_up(db: &TestDb) {
        firm(db, false).await?;
        let mut session = db.session();
        let a = session.get_one(Firm, "a").await?;
        let desks = session.load(&a, Firm::desks).await?;
        a.set(Firm::code, "b");
        session.delete(&desks[1]).await?;
        a.desks.push(Desk::builder().number(2));
        desks[0].set(Desk::number, 3);
        a.desks.push(Desk::builder().number(1));
        session.commit().await?;
        let stored = session.execute(select((Desk::firm_code, Desk::number)).order_by(Desk::id)).all().await?;
        assert_eq!(stored, [3, 2, 1].map(|number| ("b".to_owned(), Some(number))));
    }

    async fn children_swap_what_is_unique_among_them(db: &TestDb) {
        firm(db, false).await?;
        let mut session = db.session();
        let a = session.get_one(Firm, "a").await?;
        let desks = session.query(Desk).order_by(Desk::id).all().await?;
        a.set(Firm::code, "b");
        desks[0].set(Desk::number, 2);
        desks[1].set(Desk::number, 1);
        session.commit().await?;
        let stored = session.execute(select((Desk::firm_code, Desk::number)).order_by(Desk::id)).all().await?;
        assert_eq!(stored, [("b".to_owned(), Some(2)), ("b".to_owned(), Some(1))]);
        // In a chain, no value is NULL in between.
        a.set(Firm::code, "c");
        desks[0].set(Desk::number, 3);
        desks[1].set(Desk::number, 2);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE firms", "UPDATE desks", "UPDATE desks"]);
    }
}
