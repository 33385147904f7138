//! Savepoints: what is sent and when, and what a rollback restores.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, TestResult, db_test};

use crate::models::*;

/// The first words of the statements since the last call.
fn words(db: &TestDb) -> Vec<String> {
    db.log.take_all().iter().filter_map(|sql| sql.split(' ').next()).map(str::to_owned).collect()
}

/// Titles of a loaded collection.
fn titles(user: &Instance<User>) -> Result<Vec<String>, orm::Error> {
    Ok(user.posts.get()?.iter().map(|post| post.title.clone()).collect())
}

fn posts<const N: usize>(titles: [&str; N]) -> Vec<impl IntoInstance<Model = Post> + use<N>> {
    titles.map(|title| Post::builder().title(title)).into_iter().collect()
}

db_test! {
    async fn a_statement_that_fails_spoils_its_savepoint_alone(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let node = session.add(Node::builder().name("a"));
        session.flush().await?;
        let again = || insert(Node).values([Node::builder().id(node.id).name("b")]);
        let outcome = session.nested(async |session| session.execute(again()).await.map(drop)).await;
        assert!(outcome.unwrap_err().is_unique_violation());
        // One of which the error is not told on is not committed by mistake.
        let outcome = session.nested(async |session| {
            session.add(Node::builder().name("c"));
            session.flush().await?;
            let _ = session.execute(again()).await;
            Ok::<_, orm::Error>(())
        });
        let lost = outcome.await.is_err();
        assert_eq!(lost, db.backend == Backend::Postgres);
        node.edit().name = "changed".into();
        session.commit().await?;
        let names = session.scalars(select(Node::name).order_by(Node::id)).all().await?;
        assert_eq!(names, if lost { vec!["changed"] } else { vec!["changed", "c"] });

        node.edit().name = "lost".into();
        session.flush().await?;
        assert!(session.execute(again()).await.is_err());
        if db.backend == Backend::Postgres {
            session.add(Node::builder().name("pending"));
            let error = session.commit().await.unwrap_err();
            assert!(matches!(error, orm::Error::PendingRollback { .. }) && error.is_unique_violation(), "{error}");
        }
        session.rollback().await?;
        assert_eq!(node.name, "changed");
        session.commit().await?;
    }

    async fn a_savepoint_is_sent_with_the_first_statement(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        session.begin_nested().await?.commit().await?;
        session.begin_nested().await?.rollback().await?;
        drop(session.begin_nested().await?);
        session.commit().await?;
        assert!(db.log.take_all().is_empty(), "nothing happened");

        session.add(Node::builder().name("outer"));
        let mut nested = session.begin_nested().await?;
        assert_eq!(words(db), ["BEGIN", "INSERT"], "the flush comes first");
        nested.add(Node::builder().name("inner"));
        nested.commit().await?;
        assert_eq!(words(db), ["SAVEPOINT", "INSERT", "RELEASE"]);
        session.commit().await?;
        assert_eq!(words(db), ["COMMIT"]);
        assert_eq!(session.query(Node).count().await?, 2);
    }

    async fn savepoints_nest(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let node = session.add(Node::builder().name("0"));
        session.commit().await?;
        let mut outer = session.begin_nested().await?;
        node.edit().name = "1".into();
        let mut inner = outer.begin_nested().await?;
        node.edit().name = "2".into();
        let gone = inner.add(Node::builder().name("gone"));
        inner.flush().await?;
        inner.rollback().await?;
        assert_eq!((node.name.as_str(), Instance::lifecycle(&gone)), ("1", Lifecycle::Transient));
        let mut inner = outer.begin_nested().await?;
        node.edit().name = "3".into();
        let kept = inner.add(Node::builder().name("kept"));
        inner.commit().await?;
        assert_eq!((node.name.as_str(), Instance::lifecycle(&kept)), ("3", Lifecycle::Persistent));
        outer.rollback().await?;
        assert_eq!((node.name.as_str(), Instance::lifecycle(&kept), kept.id), ("0", Lifecycle::Transient, 0));
        session.commit().await?;
        let names: Vec<String> = session.scalars(select(Node::name)).all().await?;
        assert_eq!(names, ["0"]);
    }

    async fn what_a_released_savepoint_did_is_undone_with_the_transaction(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("0").posts(posts(["a", "b"])));
        session.commit().await?;
        let first = user.posts.get()?[0].clone();
        user.edit().name = "1".into();
        let mut nested = session.begin_nested().await?;
        user.edit().name = "2".into();
        nested.delete(&first).await?;
        user.posts.push(Post::builder().title("c"));
        nested.commit().await?;
        assert_eq!(titles(&user)?, ["b", "c"]);
        session.rollback().await?;
        assert_eq!((user.name.as_str(), titles(&user)?), ("0", vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(Instance::lifecycle(&first), Lifecycle::Persistent);
        assert!(Instance::ptr_eq(&first.author.get()?, &user));
    }

    async fn a_dropped_guard_rolls_back_before_the_next_statement(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let node = session.add(Node::builder().name("0"));
        session.flush().await?;
        {
            let mut nested = session.begin_nested().await?;
            node.edit().name = "1".into();
            nested.flush().await?;
        }
        assert_eq!(node.name, "0", "in memory at once");
        db.log.take_all();
        assert_eq!(session.query(Node).one().await?.name, "0");
        assert_eq!(words(db), ["ROLLBACK", "RELEASE", "SELECT"]);
        // The same before a commit, and before a savepoint that takes its place.
        {
            let mut nested = session.begin_nested().await?;
            nested.add(Node::builder().name("2"));
            nested.flush().await?;
        }
        {
            let mut nested = session.begin_nested().await?;
            nested.add(Node::builder().name("3"));
            nested.flush().await?;
        }
        db.log.take_all();
        session.commit().await?;
        assert_eq!(words(db), ["ROLLBACK", "RELEASE", "COMMIT"]);
        assert_eq!(session.query(Node).count().await?, 1);
    }

    async fn a_flush_that_fails_inside_is_undone_with_the_savepoint_alone(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let before = session.add(User::builder().name("before").email("same"));
        let mut nested = session.begin_nested().await?;
        let inside = nested.add(User::builder().name("inside"));
        nested.flush().await?;
        nested.add(User::builder().name("double").email("same"));
        assert!(nested.flush().await.is_err_and(|error| error.is_unique_violation()));
        let error = nested.query(User).count().await.unwrap_err();
        assert!(matches!(&error, orm::Error::PendingRollback { cause } if cause.is_unique_violation()), "{error}");
        assert!(matches!(nested.begin_nested().await, Err(orm::Error::PendingRollback { .. })));
        nested.rollback().await?;
        assert_eq!((Instance::lifecycle(&inside), inside.id), (Lifecycle::Transient, 0));
        assert_eq!(Instance::lifecycle(&before), Lifecycle::Persistent);
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 1);
        // Committing a savepoint that failed fails, and it is rolled back.
        let mut nested = session.begin_nested().await?;
        nested.add(User::builder().name("double").email("same"));
        assert!(nested.flush().await.is_err());
        assert!(matches!(nested.commit().await, Err(orm::Error::PendingRollback { .. })));
        session.add(User::builder().name("after"));
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 2);
    }

    async fn rows_with_errors_are_left_out_of_a_batch(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let mut refused = 0;
        for n in 0..60 {
            let outcome = session
                .nested(async |session| {
                    session.add(User::builder().name("u").email(format!("{}@x", n % 20)));
                    session.flush().await
                })
                .await;
            refused += u32::from(outcome.is_err());
        }
        session.commit().await?;
        assert_eq!((refused, session.query(User).count().await?), (40, 20));
    }

    async fn a_statement_that_fails_inside_is_undone_with_the_savepoint(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        session.add(User::builder().name("before"));
        let mut nested = session.begin_nested().await?;
        assert!(nested.execute(text("SELECT * FROM no_such_table")).await.is_err());
        nested.rollback().await?;
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 1);
    }

    async fn collections_are_restored_in_order(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts(posts(["a", "b", "c"])));
        let bob = session.add(User::builder().name("Bob"));
        session.commit().await?;
        let [a, b, c] = [0, 1, 2].map(|at| alice.posts.get().map(|posts| posts[at].clone()));
        let (a, b, c) = (a?, b?, c?);

        let mut nested = session.begin_nested().await?;
        b.author.set(&bob);
        nested.flush().await?;
        alice.posts.push(Post::builder().title("d"));
        alice.posts.remove(&a);
        bob.posts.push(&a);
        alice.posts.push(&b);
        nested.flush().await?;
        bob.posts.push(&c);
        assert_eq!((titles(&alice)?, titles(&bob)?), (strings(["d", "b"]), strings(["a", "c"])));
        nested.rollback().await?;
        assert_eq!((titles(&alice)?, titles(&bob)?), (strings(["a", "b", "c"]), strings([])));
        assert!([&a, &b, &c].iter().all(|post| post.user_id == alice.id));
        assert!(Instance::ptr_eq(&a.author.get()?, &alice) && Instance::ptr_eq(&c.author.get()?, &alice));
        db.log.take();
        session.commit().await?;
        assert!(db.log.take().is_empty(), "nothing is left to write");
        check_database(&mut session, &alice, 3).await?;
    }

    async fn a_collection_loaded_inside_is_forgotten(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let key = session.add(User::builder().name("Alice").posts(posts(["a"])));
        session.commit().await?;
        session.expunge_all();
        let alice = session.get(User, key.id).await?.ok_or("no row")?;
        let mut nested = session.begin_nested().await?;
        nested.add(Post::builder().title("b").user_id(alice.id));
        assert_eq!(nested.load(&alice, User::posts).await?.len(), 2);
        nested.rollback().await?;
        assert!(alice.posts.get().is_err());
        assert_eq!(session.load(&alice, User::posts).await?.len(), 1);
    }

    async fn what_a_bulk_statement_brought_in_is_restored(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("before"));
        session.flush().await?;
        let mut nested = session.begin_nested().await?;
        nested.execute(update(User).set(User::name, "bulk")).await?;
        nested.execute(insert(User).values([User::builder().name("inserted")])).await?;
        let seen = nested.query(User).order_by(User::id).all().await?;
        assert_eq!((user.name.as_str(), seen.len()), ("bulk", 2));
        nested.rollback().await?;
        assert_eq!(user.name, "before");
        assert!(session.get(User, seen[1].id).await?.is_none(), "its row never was");
        assert_eq!(Instance::lifecycle(&seen[1]), Lifecycle::Detached);
        session.commit().await?;
        assert_eq!(session.query(User).one().await?.name, "before");
    }

    async fn what_is_deleted_inside_is_there_again(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts(posts(["a", "b"])));
        session.commit().await?;
        // Read in this transaction, so that the deletion need not read it again.
        let members = session.load(&alice, User::posts).await?;
        let mut nested = session.begin_nested().await?;
        nested.delete(&members[0]).await?;
        nested.flush().await?;
        assert_eq!(titles(&alice)?, ["b"]);
        let mut inner = nested.begin_nested().await?;
        inner.delete(&alice).await?;
        inner.flush().await?;
        assert_eq!(Instance::lifecycle(&alice), Lifecycle::Deleted);
        inner.rollback().await?;
        assert_eq!((Instance::lifecycle(&alice), titles(&alice)?), (Lifecycle::Persistent, strings(["b"])));
        assert_eq!(Instance::lifecycle(&members[0]), Lifecycle::Deleted);
        nested.rollback().await?;
        assert_eq!((Instance::lifecycle(&members[0]), titles(&alice)?), (Lifecycle::Persistent, strings(["a", "b"])));
        check_database(&mut session, &alice, 2).await?;
    }

    async fn the_whole_transaction_is_not_committed_from_within(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        session.add(User::builder().name("a"));
        let mut nested = session.begin_nested().await?;
        let error = Session::commit(&mut nested).await.unwrap_err();
        assert!(error.to_string().starts_with("commit() within a savepoint"), "{error}");
        // Rolled back it can be; the guard has nothing to commit then.
        Session::rollback(&mut nested).await?;
        let error = nested.commit().await.unwrap_err();
        assert_eq!(error.to_string(), "the savepoint is gone: the transaction around it was rolled back");
        assert_eq!(session.query(User).count().await?, 0);
    }

    async fn a_savepoint_in_a_session_that_ends_is_rolled_back_with_it(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let node = session.add(Node::builder().name("0"));
        session.commit().await?;
        let mut nested = session.begin_nested().await?;
        node.edit().name = "1".into();
        nested.flush().await?;
        drop(nested);
        drop(session);
        assert_eq!(node.name, "0");
        let mut fresh = db.session();
        assert_eq!(fresh.query(Node).one().await?.name, "0");
    }

    async fn a_session_within_a_connection_commits_nothing_for_good(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(insert(User).values([User::builder().name("outer").email("same")])).await?;
        db.log.take_all();
        let mut session = Session::within(&mut connection);
        let first = session.add(User::builder().name("first"));
        session.commit().await?;
        let mut sent = words(db);
        sent.retain(|word| word != "SELECT"); // reads back what the database filled, where there is no RETURNING
        assert_eq!(sent, ["SAVEPOINT", "INSERT", "RELEASE"]);
        session.add(User::builder().name("second"));
        session.flush().await?;
        session.rollback().await?;
        session.add(User::builder().name("double").email("same"));
        assert!(session.flush().await.is_err_and(|error| error.is_unique_violation()));
        session.rollback().await?;
        let mut nested = session.begin_nested().await?;
        nested.add(User::builder().name("nested"));
        nested.commit().await?;
        session.commit().await?;
        session.add(User::builder().name("left"));
        session.flush().await?;
        drop(session);
        let names: Vec<String> = connection.execute(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names, ["outer", "first", "nested"]);
        assert_eq!(Instance::lifecycle(&first), Lifecycle::Detached);
        connection.rollback().await?;
        let users: i64 = connection.scalar(select(func::count(User::id))).await?;
        assert_eq!(users, 0);
    }
}

fn strings<const N: usize>(titles: [&str; N]) -> Vec<String> {
    titles.map(str::to_owned).into()
}

/// What the database has agrees with what is shown.
async fn check_database(session: &mut Session, user: &Instance<User>, posts: usize) -> TestResult {
    let rows: Vec<i64> = session.scalars(select(Post::user_id)).all().await?;
    assert_eq!(rows, vec![user.id; posts]);
    Ok(())
}
