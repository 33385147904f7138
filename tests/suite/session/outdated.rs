//! Instances whose rows may have other values than they show.

use orm::prelude::*;
use orm::session::Synchronize;
use orm::types::TypeDecorator;
use orm_tests::{TestDb, db_test};

use crate::models::*;

async fn alice(db: &TestDb) -> orm::Result<(Session, Instance<User>)> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    let alice = session.add(User::builder().name("Alice"));
    session.commit().await?;
    Ok((session, alice))
}

async fn theirs(db: &TestDb, name: &str) -> orm::Result<()> {
    db.engine.transaction(async |other| other.execute(update(User).set(User::name, name)).await.map(drop)).await
}

async fn name(db: &TestDb) -> orm::Result<String> {
    db.engine.acquire().await?.scalar(select(User::name)).await
}

/// An address whose case does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Email(String);

impl TypeDecorator for Email {
    type Inner = String;

    fn to_inner(&self) -> String {
        self.0.to_lowercase()
    }

    fn from_inner(inner: String) -> Result<Self, String> {
        Ok(Email(inner))
    }
}

#[derive(Model, Debug)]
#[model(table = "orders")]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 40)]
    pub customer: Email,
    #[column(length = 40)]
    pub copy_to: Option<Email>,
}

db_test! {
    async fn what_is_set_on_an_expired_instance_is_written(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        theirs(db, "theirs").await?;
        session.expire(&alice)?;
        alice.set(User::name, "Alice");
        assert!(Instance::is_modified(&alice) && session.dirty().contains(&alice));
        assert!(session.refresh(&alice).await.is_err(), "it would lose the change");
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs()[0], "UPDATE users");
        assert_eq!((name(db).await?.as_str(), alice.name.as_str()), ("Alice", "Alice"));
        // By way of another value, through a guard too.
        theirs(db, "theirs").await?;
        session.expire(&alice)?;
        alice.set(User::name, "x");
        alice.edit().name = "Alice".into();
        session.commit().await?;
        assert_eq!(name(db).await?, "Alice");
        // What is known is no change.
        session.refresh(&alice).await?;
        db.log.take();
        alice.set(User::name, "Alice");
        alice.set(User::id, alice.id);
        session.commit().await?;
        session.expire(&alice)?;
        alice.set(User::id, alice.id);
        session.commit().await?;
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn what_is_set_after_a_statement_of_unknown_values_is_written(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        session.execute(update(User).set(User::name, func::upper(User::name))).synchronize(Synchronize::Stale).await?;
        assert_eq!(alice.name, "Alice");
        alice.set(User::name, "Alice");
        session.commit().await?;
        assert_eq!(name(db).await?, "Alice");
    }

    async fn what_a_rollback_undid_is_written_when_it_is_set_again(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let id = alice.id;
        session.expunge_all();
        for direct in [false, true] {
            if direct {
                session.execute(text("UPDATE users SET name = 'ROLLED'")).await?;
            } else {
                session.execute(update(User).set(User::name, "ROLLED")).await?;
            }
            let alice = session.get_one(User, id).await?;
            session.rollback().await?;
            alice.set(User::name, "ROLLED");
            session.commit().await?;
            assert_eq!(name(db).await?, "ROLLED");
            session.execute(update(User).set(User::name, "Alice")).await?;
            session.commit().await?;
            session.expunge_all();

            let mut nested = session.begin_nested().await?;
            nested.execute(update(User).set(User::name, "ROLLED")).await?;
            let alice = nested.get_one(User, id).await?;
            nested.rollback().await?;
            assert_eq!(session.get_one(User, id).await?.name, "Alice");
            session.expunge_all();
            let mut nested = session.begin_nested().await?;
            nested.execute(update(User).set(User::name, "ROLLED")).await?;
            let again = nested.get_one(User, id).await?;
            nested.rollback().await?;
            again.set(User::name, "ROLLED");
            session.commit().await?;
            assert_eq!((name(db).await?.as_str(), alice.name.as_str()), ("ROLLED", "Alice"));
            session.execute(update(User).set(User::name, "Alice")).await?;
            session.commit().await?;
            session.expunge_all();
        }
    }

    async fn rows_whose_insertion_is_undone_leave_the_session(db: &TestDb) {
        let (mut session, _) = alice(db).await?;
        if !db.backend.has_insert_returning() {
            return Ok(());
        }
        let new = session.execute(insert(User).values([User::builder().name("Bob")]).returning(User)).one().await?;
        assert_eq!(Instance::lifecycle(&new), Lifecycle::Persistent);
        session.rollback().await?;
        assert!(!session.contains(&new));
        assert_eq!(Instance::lifecycle(&new), Lifecycle::Detached);

        let mut nested = session.begin_nested().await?;
        let new = nested.execute(insert(User).values([User::builder().name("Bob")]).returning(User)).one().await?;
        nested.rollback().await?;
        assert!(!session.contains(&new) && session.get(User, new.id).await?.is_none());
        let mut nested = session.begin_nested().await?;
        let new = nested.execute(insert(User).values([User::builder().name("Bob")]).returning(User)).one().await?;
        new.set(User::name, "Robert");
        nested.commit().await?;
        session.commit().await?;
        assert!(session.contains(&new));
        assert_eq!(session.query(User).filter(User::name.eq("Robert")).count().await?, 1);
    }

    async fn refresh_gives_what_the_row_has(db: &TestDb) {
        db.create(&metadata![Order]).await?;
        let mut session = db.session();
        let email = |text: &str| Email(text.to_owned());
        let order = session.add(Order::builder().customer(email("ALICE@x.org")).copy_to(email("BOB@x.org")));
        session.commit().await?;
        session.refresh(&order).await?;
        assert_eq!((&order.customer, &order.copy_to), (&email("alice@x.org"), &Some(email("bob@x.org"))));
        order.set(Order::customer, email("Carol@x.org"));
        session.commit().await?;
        session.query(Order).all().await?;
        assert_eq!(order.customer, email("carol@x.org"));
        assert!(session.dirty().is_empty());
    }

    async fn refresh_flushes_what_else_is_pending(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        let bob = session.add(User::builder().name("Bob"));
        db.log.take();
        session.refresh(&alice).await?;
        assert_eq!(Instance::lifecycle(&bob), Lifecycle::Persistent);
        let verbs = db.log.take_verbs();
        assert_eq!((verbs[0].as_str(), verbs.last().map(String::as_str)), ("INSERT users", Some("SELECT users")));
        session.set_autoflush(false);
        let carol = session.add(User::builder().name("Carol"));
        session.refresh(&alice).await?;
        assert_eq!(Instance::lifecycle(&carol), Lifecycle::Pending);
    }

    async fn a_detached_instance_is_known_as_soon_as_it_is_added(db: &TestDb) {
        let (mut session, alice) = alice(db).await?;
        for made in [false, true] {
            let it = if made {
                session.expunge_all();
                let it = Instance::new(User::builder().id(alice.id).name("Alice"));
                Instance::make_transient_to_detached(&it)?;
                it
            } else {
                session.expunge(&alice);
                alice.clone()
            };
            session.add(&it);
            session.refresh(&it).await?;
            session.expunge(&it);
            session.add(&it);
            let same = session.scalars(select(User)).no_autoflush().one().await?;
            assert!(Instance::ptr_eq(&same, &it));
            let statements = session.statement_count();
            assert!(session.get(User, it.id).await?.is_some_and(|same| Instance::ptr_eq(&same, &it)));
            assert_eq!(session.statement_count(), statements);
            session.expunge(&it);
            // Through a relationship as well.
            let post = session.add(Post::builder().title("p"));
            post.author.set(&it);
            let same = session.scalars(select(User)).no_autoflush().one().await?;
            assert!(Instance::ptr_eq(&same, &it));
            session.rollback().await?;
            assert!(!session.contains(&it) && !session.contains(&post));
            session.add(&it);
            session.expunge_all();
            assert_eq!(Instance::lifecycle(&it), Lifecycle::Detached);
            session.commit().await?;
        }
    }
}
