//! Unique keys of forms that only the database can evaluate: a value that one row gives up and another takes.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

/// At most one current version of a document.
#[derive(Model, Debug)]
#[model(table = "versions", index(columns(doc), name = "one_current", unique, filter = Version::current.eq(true)))]
struct Version {
    #[column(primary_key)]
    id: i64,
    doc: i32,
    n: i32,
    current: bool,
}

#[derive(Model, Debug)]
#[model(table = "people", index(on = func::lower(Person::email), name = "people_email", unique))]
struct Person {
    #[column(primary_key)]
    id: i64,
    #[column(length = 50)]
    email: String,
}

/// A text in which case does not matter.
#[derive(SqlType, Clone, Debug, PartialEq, Eq)]
#[sql_type(
    length = 50,
    sqlite = "TEXT COLLATE NOCASE",
    postgres = "CITEXT",
    mysql = "VARCHAR(50) COLLATE utf8mb4_general_ci"
)]
struct Nick(String);

#[derive(Model, Debug)]
#[model(table = "players")]
struct Player {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    nick: Nick,
    #[column(unique, length = 20)]
    code: Option<String>,
}

#[derive(Model, Debug)]
#[model(table = "seats", unique(columns(no), nulls_not_distinct))]
struct Seat {
    #[column(primary_key)]
    id: i64,
    no: Option<i32>,
}

fn nick(nick: &str) -> Nick {
    Nick(nick.to_owned())
}

/// Three versions of one document, of which the second is current; `None` where there are no partial indexes.
async fn versions(db: &TestDb) -> orm::Result<Option<(Session, Vec<Instance<Version>>)>> {
    if !db.engine.dialect().capabilities.ddl.index_filter {
        return Ok(None);
    }
    db.create(&metadata![Version]).await?;
    let mut session = db.session();
    let all = session.add_all((1..4).map(|n| Version::builder().doc(1).n(n).current(n == 2)));
    session.commit().await?;
    db.log.take();
    Ok(Some((session, all)))
}

async fn current(session: &mut Session) -> orm::Result<Vec<i32>> {
    session.scalars(select(Version::n).filter(Version::current.eq(true))).all().await
}

async fn people(db: &TestDb) -> orm::Result<Option<(Session, Vec<Instance<Person>>)>> {
    if !db.engine.dialect().capabilities.ddl.index_expressions {
        return Ok(None);
    }
    db.create(&metadata![Person]).await?;
    let mut session = db.session();
    let all = session.add_all(["ann@x", "ben@x", "cat@x"].map(|email| Person::builder().email(email)));
    session.commit().await?;
    Ok(Some((session, all)))
}

async fn players(db: &TestDb) -> orm::Result<(Session, Vec<Instance<Player>>)> {
    db.extension("citext").await?;
    db.create(&metadata![Player]).await?;
    let mut session = db.session();
    let all = session.add_all(["ann", "ben", "cat"].map(|name| Player::builder().nick(nick(name)).code(name)));
    session.commit().await?;
    db.log.take();
    Ok((session, all))
}

async fn seats(db: &TestDb) -> orm::Result<Option<(Session, Vec<Instance<Seat>>)>> {
    if db.backend != Backend::Postgres {
        return Ok(None);
    }
    db.create(&metadata![Seat]).await?;
    let mut session = db.session();
    let all = session.add_all([Some(1), None, Some(3)].map(|no| Seat::builder().no(no)));
    session.commit().await?;
    Ok(Some((session, all)))
}

db_test! {
    async fn a_partial_index_whose_value_an_older_or_a_newer_row_takes(db: &TestDb) {
        let Some((mut session, v)) = versions(db).await? else { return Ok(()) };
        v[1].set(Version::current, false);
        v[0].set(Version::current, true);
        session.commit().await?;
        assert_eq!(current(&mut session).await?, [1]);
        v[0].set(Version::current, false);
        v[2].set(Version::current, true);
        session.commit().await?;
        assert_eq!(current(&mut session).await?, [3]);
        assert_eq!((v[0].current, v[1].current, v[2].current), (false, false, true));
    }

    async fn a_partial_index_whose_value_a_deleted_row_gives_up(db: &TestDb) {
        let Some((mut session, v)) = versions(db).await? else { return Ok(()) };
        session.delete(&v[1]).await?;
        v[0].set(Version::current, true);
        session.commit().await?;
        assert_eq!(current(&mut session).await?, [1]);
        session.delete(&v[0]).await?;
        session.add(Version::builder().doc(1).n(4).current(true));
        session.commit().await?;
        assert_eq!(current(&mut session).await?, [4]);
    }

    async fn rows_that_contest_nothing_cost_nothing(db: &TestDb) {
        let Some((mut session, v)) = versions(db).await? else { return Ok(()) };
        for version in &v {
            version.edit().n += 10;
        }
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE versions"]);
        v[0].set(Version::doc, 2);
        v[2].set(Version::doc, 3);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE versions"]);
    }

    async fn rows_that_collide_in_the_end_are_an_error(db: &TestDb) {
        let Some((mut session, v)) = versions(db).await? else { return Ok(()) };
        v[0].set(Version::current, true);
        v[2].set(Version::current, true);
        assert!(session.commit().await.unwrap_err().is_unique_violation());
        session.rollback().await?;
        assert_eq!((v[0].current, v[1].current, v[2].current), (false, true, false));
        assert_eq!(current(&mut session).await?, [2]);
        // A savepoint around it goes on.
        let mut nested = session.begin_nested().await?;
        v[0].set(Version::current, true);
        v[2].set(Version::current, true);
        assert!(nested.flush().await.unwrap_err().is_unique_violation());
        nested.rollback().await?;
        let nested = session.begin_nested().await?;
        v[1].set(Version::current, false);
        v[0].set(Version::current, true);
        nested.commit().await?;
        session.commit().await?;
        assert_eq!(current(&mut session).await?, [1]);
    }

    async fn an_index_over_an_expression(db: &TestDb) {
        let Some((mut session, p)) = people(db).await? else { return Ok(()) };
        p[1].set(Person::email, "old@x");
        p[0].set(Person::email, "BEN@x");
        session.commit().await?;
        session.delete(&p[0]).await?;
        session.add(Person::builder().email("Ben@X"));
        session.commit().await?;
        let emails: Vec<String> = session.scalars(select(Person::email).order_by(Person::id)).all().await?;
        assert_eq!(emails, ["old@x", "cat@x", "Ben@X"]);
    }

    async fn a_long_chain_in_the_wrong_order(db: &TestDb) {
        let Some((mut session, _)) = people(db).await? else { return Ok(()) };
        let rows = session.add_all((0..20).map(|n| Person::builder().email(format!("p{n}"))));
        session.commit().await?;
        db.log.take_all();
        for (n, row) in rows.iter().enumerate() {
            row.set(Person::email, format!("P{}", n + 1));
        }
        session.commit().await?;
        let updates = db.log.take_verbs().iter().filter(|verb| *verb == "UPDATE people").count();
        assert!(updates <= 2 * rows.len() + 2, "{updates}");
        let emails: Vec<String> =
            session.scalars(select(Person::email).filter(Person::email.like("P%")).order_by(Person::id)).all().await?;
        assert_eq!(emails.len(), 20);
        assert_eq!((&*rows[0].email, &*rows[19].email), ("P1", "P20"));
    }

    async fn texts_that_a_collation_takes_for_equal(db: &TestDb) {
        let (mut session, p) = players(db).await?;
        p[1].set(Player::nick, nick("old"));
        p[0].set(Player::nick, nick("BEN"));
        session.commit().await?;
        session.delete(&p[0]).await?;
        session.add(Player::builder().nick(nick("Ben")).code("x"));
        session.commit().await?;
        let nicks: Vec<Nick> = session.scalars(select(Player::nick).order_by(Player::id)).all().await?;
        assert_eq!(nicks, [nick("old"), nick("cat"), nick("Ben")]);
    }

    async fn spaces_at_the_end_of_a_text(db: &TestDb) {
        let (mut session, p) = players(db).await?;
        session.delete(&p[0]).await?;
        session.add(Player::builder().nick(nick("dan")).code("ann "));
        session.commit().await?;
        let codes: Vec<Option<String>> = session.scalars(select(Player::code).order_by(Player::id)).all().await?;
        assert_eq!(codes[2].as_deref(), Some("ann "));
    }

    async fn texts_that_no_collation_equates_cost_nothing(db: &TestDb) {
        let (mut session, p) = players(db).await?;
        p[0].set(Player::nick, nick("dan"));
        p[1].set(Player::nick, nick("eve"));
        session.commit().await?;
        session.delete(&p[0]).await?;
        session.add(Player::builder().nick(nick("fay")).code("f"));
        session.commit().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| !verb.starts_with("SELECT"));
        assert_eq!(verbs, ["UPDATE players", "INSERT players", "DELETE players"]);
    }

    async fn nulls_that_are_not_distinct(db: &TestDb) {
        let Some((mut session, s)) = seats(db).await? else { return Ok(()) };
        let seats = select(Seat::no).order_by(Seat::id);
        // NULL passes on, to an older row and to a newer one.
        s[1].set(Seat::no, 2);
        s[0].set(Seat::no, None);
        session.commit().await?;
        s[0].set(Seat::no, 1);
        s[2].set(Seat::no, None);
        session.commit().await?;
        assert_eq!(session.scalars(seats.clone()).all().await?, [Some(1), Some(2), None]);
        session.delete(&s[2]).await?;
        session.add(Seat::builder().no(None));
        session.commit().await?;
        assert_eq!(session.scalars(seats.clone()).all().await?, [Some(1), Some(2), None]);
    }

    async fn a_value_and_a_null_that_is_not_distinct_change_places(db: &TestDb) {
        let Some((mut session, s)) = seats(db).await? else { return Ok(()) };
        s[0].set(Seat::no, None);
        s[1].set(Seat::no, 1);
        let error = session.commit().await.unwrap_err().to_string();
        assert!(error.contains("`Seat::no`") && error.contains("deferrable"), "{error}");
        session.rollback().await?;
        assert_eq!((s[0].no, s[1].no), (Some(1), None));
    }
}
