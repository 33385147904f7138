//! One instance per row.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn get_finds_what_the_session_has_without_sql(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        db.log.take_all();
        let same = session.get(User, alice.id).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&alice, &same));
        assert!(db.log.take_all().is_empty());
        assert!(session.get(User, alice.id + 1).await?.is_none());
        assert_eq!(db.log.take_verbs(), ["SELECT users"]);
    }

    async fn a_query_gives_the_instance_the_session_has(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        let queried = session.scalars(select(User)).one().await?;
        assert!(Instance::ptr_eq(&alice, &queried));
        let pair: (Instance<User>, String) = session.execute(select((User, User::name))).one().await?;
        assert!(Instance::ptr_eq(&alice, &pair.0));
    }

    async fn pending_changes_are_flushed_before_a_query(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        session.add(User::builder().name("Alice"));
        assert_eq!(session.query(User).filter(User::email.eq(None)).count().await?, 1);
        session.add(User::builder().name("Bob"));
        assert_eq!(session.scalars(select(User)).no_autoflush().all().await?.len(), 1);
        session.set_autoflush(false);
        assert_eq!(session.query(User).count().await?, 1);
    }

    async fn a_row_does_not_overwrite_what_is_changed_or_current(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        let bob = session.add(User::builder().name("Bob"));
        session.commit().await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(update(User).set(User::email, func::upper(User::name))).await?;
        connection.commit().await?;
        alice.edit().name = "Alicia".into();
        session.scalars(select(User)).no_autoflush().all().await?;
        assert_eq!((alice.name.as_str(), alice.email.as_deref()), ("Alicia", None), "changed: left alone");
        assert_eq!(bob.email.as_deref(), Some("BOB"), "stale since the commit: refreshed");
    }

    async fn refresh_reads_anew_and_refuses_to_lose_changes(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(update(User).set(User::name, "changed")).await?;
        connection.commit().await?;
        session.refresh(&alice).await?;
        assert_eq!(alice.name, "changed");
        alice.edit().name = "mine".into();
        let error = session.refresh(&alice).await.unwrap_err();
        assert_eq!(error.to_string(), "refreshing this `User` would discard its changes; flush or roll back first");
        session.rollback().await?;
        assert_eq!(alice.name, "changed");
        connection.execute(delete(User)).await?;
        connection.commit().await?;
        assert!(session.refresh(&alice).await.unwrap_err().is_no_result());
    }

    async fn an_expunged_instance_keeps_its_values_and_is_not_flushed(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        alice.edit().name = "Bob".into();
        session.expunge(&alice);
        assert_eq!(Instance::lifecycle(&alice), Lifecycle::Detached);
        session.commit().await?;
        let name: String = session.scalar(select(User::name)).await?;
        assert_eq!((name.as_str(), alice.name.as_str()), ("Alice", "Bob"));
        session.expunge_all();
        // Added again, its change is flushed.
        session.add(&alice);
        session.commit().await?;
        let name: String = session.scalar(select(User::name)).await?;
        assert_eq!(name, "Bob");
    }

    async fn texts_that_differ_are_different_keys(db: &TestDb) {
        db.create(&metadata![Stock]).await?;
        let mut session = db.session();
        let articles = ["a", "A", "\u{e4}", "\u{1f980}", "\u{1f419}"];
        session.add_all(articles.map(|article| Stock::builder().warehouse(1).article(article).amount(1)));
        session.commit().await?;
        let mut fresh = db.session();
        for article in articles {
            let stock = fresh.get(Stock, (1, article)).await?.ok_or("no row")?;
            assert_eq!(stock.article, article);
            stock.edit().amount = 2;
        }
        fresh.commit().await?;
        assert_eq!(fresh.query(Stock).filter(Stock::amount.eq(2)).count().await?, 5);
    }

    async fn expunge_follows_its_cascade(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("p")]));
        session.commit().await?;
        session.expunge(&alice);
        assert_eq!(Instance::lifecycle(&alice.posts.get()?[0]), Lifecycle::Detached);
        let mut other = db.session();
        alice.posts.push(Post::builder().title("q"));
        other.add(&alice);
        other.commit().await?;
        assert_eq!(other.query(Post).count().await?, 2);
    }

    async fn an_instance_of_another_session_is_refused(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let (mut one, mut other) = (db.session(), db.session());
        let alice = one.add(User::builder().name("Alice"));
        other.add(&alice);
        let error = other.flush().await.unwrap_err();
        assert!(error.to_string().contains("belongs to another session"), "{error}");
        assert!(other.delete(&alice).await.is_err());
    }

    async fn one_and_first(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        assert!(session.query(User).first().await?.is_none());
        assert!(session.query(User).one().await.unwrap_err().is_no_result());
        session.add_all([User::builder().name("a"), User::builder().name("b")]);
        session.commit().await?;
        assert!(matches!(session.query(User).one().await, Err(orm::Error::MultipleResultsFound(_))));
        assert!(matches!(session.query(User).one_or_none().await, Err(orm::Error::MultipleResultsFound(_))));
        db.log.take();
        let last = session.query(User).filter(User::name.starts_with("")).order_by(User::id.desc()).first().await?;
        assert_eq!(last.ok_or("none")?.name, "b");
        assert!(db.log.take()[0].ends_with("LIMIT 1"));
    }

    async fn a_transaction_begins_with_a_statement_and_ends_with_commit(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        session.commit().await?;
        session.flush().await?;
        assert!(db.log.take_all().is_empty(), "nothing to do, nothing said");
        session.query(User).all().await?;
        assert!(session.in_transaction());
        session.commit().await?;
        assert!(!session.in_transaction());
    }

    async fn a_transaction_closure_commits_or_rolls_back(db: &TestDb) {
        db.create(&metadata![User]).await?;
        db.engine
            .transaction(async move |session| {
                session.add(User::builder().name("Carol"));
                Ok::<_, orm::Error>(())
            })
            .await?;
        let failed: Result<(), orm::Error> = db
            .engine
            .transaction(async move |session| {
                session.add(User::builder().name("Dave"));
                session.flush().await?;
                Err(orm::Error::NoResultFound(Default::default()))
            })
            .await;
        assert!(failed.is_err());
        let names: Vec<String> = db.session().scalars(select(User::name)).all().await?;
        assert_eq!(names, ["Carol"]);
    }
}

/// A reference into an instance stays what it was; old versions go when nobody can have one any more.
#[test]
fn versions_live_until_they_are_compacted() {
    let mut alice = Instance::new(User::builder().name("v0"));
    let first = &alice.name;
    for i in 1..100 {
        alice.edit().name = format!("v{i}");
        assert_eq!(alice.name, format!("v{i}"));
    }
    assert_eq!(first, "v0");
    let clone = alice.clone();
    assert!(!alice.compact(), "someone else may hold a reference");
    drop(clone);
    assert!(alice.compact());
    assert_eq!(alice.name, "v99");
    assert!(alice.posts.get().expect("new").is_empty());
}

/// Instances that hold each other in a long line are dropped one after the other, not one within the other.
#[test]
fn a_long_chain_is_dropped_without_recursion() {
    let mut last = Instance::new(Node::builder().name("first"));
    let first = last.clone();
    for _ in 0..100_000 {
        last = Instance::new(Node::builder().name("next").parent(&last));
    }
    assert!(last.parent.get().is_ok());
    drop(last);
    assert!(first.children.get().is_err(), "the member that is gone is not left out silently");
}

#[test]
fn instances_are_send_and_sync() {
    fn check<T: Send + Sync + Clone>() {}
    check::<Instance<User>>();
    check::<Instance<Node>>();
}

/// Sessions are used from spawned tasks.
#[test]
fn sessions_and_their_futures_are_send() {
    fn send<T: Send>(_: &T) {}
    fn check(engine: &Engine) {
        let engine = engine.clone();
        let future = async move {
            let mut session = Session::new(&engine);
            let alice = session.add(User::builder().name("Alice"));
            session.commit().await?;
            session.load(&alice, User::posts).await?;
            session.scalars(select(User).options(selectinload(User::posts))).all().await?;
            session.delete(&alice).await?;
            let mut nested = session.begin_nested().await?;
            nested.merge(&alice).await?;
            nested.refresh(&alice).await?;
            nested.commit().await?;
            session.nested(async move |session| session.flush().await).await?;
            engine.transaction(async move |session| session.flush().await).await
        };
        send(&future);
    }
    let _ = check;
}
