//! Instances are shared: what is changed while a flush waits for the database is for the next flush.

use std::sync::{Arc, Mutex};

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

#[derive(Model, Debug)]
#[model(table = "counters")]
struct Counter {
    #[column(primary_key)]
    id: i64,
    name: String,
    value: i32,
    #[column(computed = Counter::value * 2)]
    double: i32,
}

fn positive(value: &i32) -> Result<(), &'static str> {
    if *value > 0 { Ok(()) } else { Err("must be positive") }
}

/// It references the counters, so that they are written first.
#[derive(Model, Debug)]
#[model(table = "limits")]
struct Limit {
    #[column(primary_key)]
    id: i64,
    #[column(validate = positive)]
    most: i32,
    #[column(foreign_key = Counter::id)]
    counter_id: Option<i64>,
}

db_test! {
    /// A row whose turn comes later in the flush is written as it is then: not without its validators.
    async fn what_changes_before_its_turn_is_validated(db: &TestDb) {
        db.create(&metadata![Counter, Limit]).await?;
        let changed: Arc<Mutex<Option<Instance<Limit>>>> = Arc::default();
        let of_listener = changed.clone();
        let engine = create_engine(&db.url).on_statement(move |event| {
            let is_first = event.sql.contains("counters") && !event.sql.starts_with("SELECT");
            if let Some(limit) = of_listener.lock().unwrap().take_if(|_| is_first) {
                limit.edit().most = -1;
            }
        });
        let engine = if db.backend == orm_tests::Backend::Sqlite { engine } else { engine.pool_size(2) };
        let engine = engine.connect().await?;
        if db.backend == orm_tests::Backend::Sqlite {
            metadata![Counter, Limit].create_all(&engine).await?;
        }
        let mut session = Session::new(&engine);
        let (counter, limit) = session.add_all((Counter::builder().name("a").value(1), Limit::builder().most(1)));
        session.commit().await?;
        for is_new in [false, true] {
            counter.edit().value += 1;
            let limit = if is_new { session.add(Limit::builder().most(5)) } else { limit.clone() };
            limit.edit().most = 2;
            *changed.lock().unwrap() = Some(limit);
            assert!(matches!(session.commit().await, Err(orm::Error::Validation { field: "most", .. })));
            session.rollback().await?;
        }
        assert_eq!(session.scalars(select(Limit::most)).all().await?, [1]);
    }

    async fn an_edit_during_an_update_is_kept(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.flush().await?;
        db.log.take();
        alice.edit().name = "first".into();
        let (flushed, ()) = tokio::join!(session.flush(), async { alice.edit().name = "second".into() });
        flushed?;
        assert_eq!((alice.name.as_str(), Instance::stored(&alice).name.as_str()), ("second", "first"));
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users", "UPDATE users"]);
        assert_eq!(session.scalar(select(User::name)).await?, "second");
    }

    async fn going_back_during_an_update_is_an_edit_too(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.flush().await?;
        alice.edit().name = "first".into();
        let (flushed, ()) = tokio::join!(session.flush(), async { alice.edit().name = "Alice".into() });
        flushed?;
        session.commit().await?;
        assert_eq!(session.scalar(select(User::name)).await?, "Alice");
    }

    async fn an_edit_during_an_insert_is_kept(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        session.begin().await?;
        let alice = session.add(User::builder().name("first"));
        let (flushed, ()) = tokio::join!(session.flush(), async { alice.edit().name = "second".into() });
        flushed?;
        assert_eq!((alice.name.as_str(), Instance::stored(&alice).name.as_str()), ("second", "first"));
        assert!(alice.id > 0 && Instance::is_modified(&alice) && session.dirty().contains(&alice));
        session.commit().await?;
        let stored = session.execute(select((User::name, User::created_at))).one().await?;
        assert_eq!(stored, ("second".to_owned(), alice.created_at));

        // A rollback goes back to how it was when it was inserted.
        session.commit().await?;
        session.begin().await?;
        let bob = session.add(User::builder().name("Bob"));
        let (flushed, ()) = tokio::join!(session.flush(), async { bob.edit().name = "Robert".into() });
        flushed?;
        session.rollback().await?;
        assert_eq!((bob.id, bob.name.as_str(), Instance::lifecycle(&bob)), (0, "Bob", Lifecycle::Transient));
    }

    async fn an_edit_during_an_update_that_reads_back_is_kept(db: &TestDb) {
        db.create(&metadata![Counter]).await?;
        let mut session = db.session();
        let counter = session.add(Counter::builder().name("first").value(1));
        session.flush().await?;
        counter.set(Counter::value, Counter::value + 1);
        let (flushed, ()) = tokio::join!(session.flush(), async {
            counter.edit().name = "second".into();
            counter.set(Counter::value, Counter::value + 10);
        });
        flushed?;
        assert_eq!((counter.value, counter.double, counter.name.as_str()), (2, 4, "second"));
        session.commit().await?;
        assert_eq!((counter.value, counter.double), (12, 24));
        let stored = session.execute(select((Counter::name, Counter::value))).one().await?;
        assert_eq!(stored, ("second".to_owned(), 12));

        counter.set(Counter::value, Counter::value + 1);
        let (flushed, ()) = tokio::join!(session.flush(), async { counter.edit().value = 100 });
        flushed?;
        session.commit().await?;
        assert_eq!((counter.value, counter.double), (100, 200));
    }

    async fn members_that_come_and_go_during_a_flush_are_kept(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.begin().await?;
        let (flushed, ()) = tokio::join!(session.flush(), async {
            alice.posts.push(Post::builder().title("while she is inserted"));
        });
        flushed?;
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 1);

        let first = alice.posts.push(Post::builder().title("first"));
        alice.edit().is_active = false;
        let (flushed, ()) = tokio::join!(session.flush(), async {
            alice.posts.push(Post::builder().title("second"));
            alice.posts.remove(&first);
        });
        flushed?;
        session.commit().await?;
        let titles: Vec<String> = session.scalars(select(Post::title).order_by(Post::id)).all().await?;
        assert_eq!(titles, ["while she is inserted", "second"]);
        assert_eq!(alice.posts.get()?.len(), 2);
    }

    async fn a_reference_set_during_a_flush_is_kept(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let [a, b, child] = ["a", "b", "child"].map(|name| session.add(Node::builder().name(name)));
        session.flush().await?;
        child.parent.set(&a);
        let (flushed, ()) = tokio::join!(session.flush(), async { drop(child.parent.set(&b)) });
        flushed?;
        assert_eq!(child.parent_id, Some(a.id));
        session.commit().await?;
        let stored: Option<i64> =
            session.scalar(select(Node::parent_id).filter(Node::name.eq("child"))).await?;
        assert_eq!(stored, Some(b.id));
        assert_eq!((a.children.get()?.len(), b.children.get()?.len()), (0, 1));
    }
}
